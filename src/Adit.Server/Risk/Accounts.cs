using System.Globalization;
using Adit.Protection;
using Adit.Submissions;

namespace Adit.Risk;

/// <summary>Turns what a record's questions observed into what the timelines read.</summary>
internal static class Accounts
{
    /// <summary>The account of a record; null where it observed nothing that the catalogue knows.</summary>
    /// <param name="arrived">The day the record speaks of where an answer claims none.</param>
    /// <param name="veil">What is put in the place of the name of a protected subject.</param>
    public static Account? Of(Catalogue catalogue, long index, SubmissionId submission, ActorId by, SeenRecord record, DateOnly arrived, Func<string, string> veil)
    {
        if (record.Seen.IsEmpty)
            return null;
        var observations = new List<Observation>(record.Seen.Length);
        foreach (var seen in record.Seen)
            if (catalogue.ObservableIndex(seen.Observable) is >= 0 and var observable)
                observations.Add(new(observable, Value(seen), About(seen, veil), seen.Day ?? arrived, seen.Known == Forms.Known.Reported ? Evidence.Reported : Evidence.Observed, Dimensions(seen)));
        return observations.Count == 0 ? null : new(index, submission, by, [.. observations]);
    }

    private static ObservedValue Value(Seen seen) => seen.Kind switch
    {
        SeenKind.YesNo => ObservedValue.Yes(seen.Value == "yes"),
        SeenKind.Code => ObservedValue.Of(seen.Value),
        SeenKind.Date => ObservedValue.Of(DateOnly.ParseExact(seen.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture)),
        SeenKind.Count or SeenKind.Amount => new(decimal.Parse(seen.Value, NumberStyles.Float, CultureInfo.InvariantCulture)),
        _ => throw new ArgumentOutOfRangeException(nameof(seen)),
    };

    private static Subject About(Seen seen, Func<string, string> veil) => seen.Subject is not { } id ? Subject.Site : new(seen.SubjectKind switch
    {
        "pit" => SubjectKind.Pit,
        "lot" => SubjectKind.Lot,
        "actor" => SubjectKind.Actor,
        "person-group" => SubjectKind.PersonGroup,
        "case" => SubjectKind.Case,
        _ => SubjectKind.Site,
    }, seen.SubjectTier == Tier.T3 ? veil(id) : id);

    private static Dimension[]? Dimensions(Seen seen) =>
        seen.Dims.IsEmpty ? null : [.. seen.Dims.Select(d => new Dimension(d.Name, d.Value))];
}
