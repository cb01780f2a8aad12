using System.Globalization;
using Adit.People;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Risk;

/// <summary>Observations in the words of the pages.</summary>
internal sealed class EvidenceWords(InForce inForce, Register register, Words words, Judge? judge)
{
    /// <summary>One record behind a rating: what it said that the indicator reads, in the order it was asked.</summary>
    /// <param name="rows">The findings of one record and day, one for each subject.</param>
    public EvidenceView Of(IReadOnlyList<EvidenceRow> rows)
    {
        var record = rows[0].Record;
        var told = rows.All(r => r.Evidence == Evidence.Reported);
        return new(
            RecordWords.At(rows[0].Finding.Day), [.. rows.SelectMany(Said).Distinct()], told ? HowKnown.Reported : HowKnown.Observed,
            register.AgentsById.TryGetValue(record.Agent, out var agent) ? agent.Name : words["source.import"], $"/submissions/{record.Submission}");
    }

    // What alone meets a step is shown alone; where only several answers together do, all of them are.
    private IEnumerable<SaidView> Said(EvidenceRow row)
    {
        var alone = judge is null || !row.Met ? []
            : row.Observations.Where(o => Findings.Of(judge, new Account(row.Record.Index, row.Record.Submission, row.Record.Agent, [o])).Any(f => f.Level != Severity.None)).ToList();
        return (alone.Count > 0 ? alone : row.Observations).Select(Of);
    }

    private SaidView Of(Observation observation)
    {
        var observable = inForce.Catalogue.Observables[observation.Observable];
        var about = observation.Subject.Id is { Length: > 0 } subject ? $"{Subject(subject, register)}: " : "";
        return new(about + NameOf(observable, words) + Dimensions(inForce.Catalogue, observation, words), Value(observable, observation.Value, words));
    }

    /// <summary>Its name; what the name says after a semicolon is for who writes forms.</summary>
    public static string NameOf(Observable observable, Words words) => observable.Name.In(words.Language).Split(';')[0].TrimEnd();

    /// <summary>The pit or other thing that an observation is about.</summary>
    public static string Subject(string about, Register register) =>
        Id.TryRead(about, out var id) && register.Pits.Values.SelectMany(p => p).FirstOrDefault(p => p.Id.Value == id) is { } pit ? pit.Name : about;

    /// <summary>In brackets, or nothing.</summary>
    public static string Dimensions(Catalogue catalogue, Observation observation, Words words)
    {
        if (observation.Dimensions is not { Length: > 0 } dimensions)
            return "";
        var named = dimensions.Select(d => catalogue.Dimensions.FirstOrDefault(x => x.Id == d.Name) is { } known && known.Codes.TryGetValue(d.Value, out var text) ? text.In(words.Language) : d.Value);
        return $" ({string.Join(", ", named.Select(n => n.Length > 1 && char.IsUpper(n[0]) && !char.IsUpper(n[1]) ? char.ToLower(n[0], CultureInfo.InvariantCulture) + n[1..] : n))})";
    }

    /// <summary>With its unit, as the language writes it.</summary>
    public static string Value(Observable observable, ObservedValue value, Words words) => observable.Type switch
    {
        ObservableType.YesNo => words[value.Number == 0 ? "no" : "yes"],
        ObservableType.Code => value.Code is { } code && observable.Codes.TryGetValue(code, out var text) ? text.In(words.Language) : value.Code ?? "",
        ObservableType.Date => words.Day(DateOnly.FromDayNumber((int)value.Number)),
        _ => words.Amount(value.Number, observable.Unit),
    };
}
