using System.Collections.Immutable;
using Adit.Incidents;
using Adit.Risk;

namespace Adit.Plans;

/// <summary>A measure as it is proposed here.</summary>
/// <param name="Owner">Which party usually carries it out; null for the programme itself.</param>
/// <param name="EffectAfter">Days.</param>
/// <param name="Own">Whether it is the programme's own, or its own wording of a shipped one.</param>
/// <param name="Retired">Whether it is proposed no more.</param>
public sealed record LibraryMeasure(
    string Id, ImmutableArray<Worded> Texts, ImmutableArray<Worded> Check, ImmutableArray<string> Indicators, Party? Owner, CostBand Cost, bool Quiet, int EffectAfter, bool Own, bool Retired);

/// <summary>The measures of the catalogue in force, with those of the programme in their place.</summary>
public sealed class Library
{
    private readonly Dictionary<string, LibraryMeasure> _byId;

    /// <summary>Puts them together.</summary>
    /// <param name="set">What the programme set, in order; of one id the last counts.</param>
    public Library(Catalogue catalogue, IEnumerable<MeasureSet> set)
    {
        var own = set.GroupBy(m => m.Measure).ToDictionary(g => g.Key, g => Of(g.Last()));
        var shipped = catalogue.Measures.Select(Of).ToList();
        Measures = [.. shipped.Select(m => own.GetValueOrDefault(m.Id, m)), .. own.Values.Where(m => shipped.All(s => s.Id != m.Id)).OrderBy(m => m.Id, StringComparer.Ordinal)];
        _byId = Measures.ToDictionary(m => m.Id);
    }

    /// <summary>All of them, also those that are proposed no more: shipped ones in the order of their file, then the programme's own.</summary>
    public IReadOnlyList<LibraryMeasure> Measures { get; }

    /// <summary>A measure; null where there is none.</summary>
    public LibraryMeasure? Find(string? id) => id is not null && _byId.TryGetValue(id, out var measure) ? measure : null;

    /// <summary>The measures that mend findings of an indicator, the programme's own first.</summary>
    public IEnumerable<LibraryMeasure> For(string indicator) => Measures.Where(m => !m.Retired && m.Indicators.Contains(indicator)).OrderBy(m => m.Own ? 0 : 1);

    /// <summary>Whether an action about an indicator may be shown at the site: at least one measure for it may. What nobody has thought of stays inside.</summary>
    public bool MayShow(string indicator) => For(indicator).Any(m => !m.Quiet);

    /// <summary>Words in a language: Swahili falls back to French, Chinese to English, and what there is in neither to what there is.</summary>
    public static string In(ImmutableArray<Worded> texts, string language)
    {
        string? Of(string one) => texts.FirstOrDefault(t => t.Language == one)?.Text;
        return Of(language) ?? (language is "sw" ? Of("fr") : Of("en")) ?? texts.FirstOrDefault()?.Text ?? "";
    }

    /// <summary>What an action asks: its own words, or those of its measure.</summary>
    public string Says(PlanLine line, string language) => In(line.Texts.IsEmpty && Find(line.Measure) is { } measure ? measure.Texts : line.Texts, language);

    private static LibraryMeasure Of(Measure m) => new(
        m.Id, Of(m.Text), Of(m.Check), [.. m.Indicators], m.Owner is { } owner ? Enum.Parse<Party>(owner) : null, m.Cost, m.Quiet, (m.EffectAfter.Months * 30) + m.EffectAfter.Days, Own: false, Retired: false);

    private static LibraryMeasure Of(MeasureSet m) => new(m.Measure, m.Texts, m.Check, m.Indicators, m.Owner, m.Cost, m.Quiet, m.EffectAfter, Own: true, m.Retired);

    private static ImmutableArray<Worded> Of(Text text) =>
        [new("en", text.En), new("fr", text.Fr), .. text.Sw is { } sw ? [new Worded("sw", sw)] : (Worded[])[], .. text.Zh is { } zh ? [new Worded("zh", zh)] : (Worded[])[]];
}
