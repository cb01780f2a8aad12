namespace Adit.Risk;

/// <summary>A figure that charts draw: its sum over a day, or the largest count of a day where several agents count the same people.</summary>
internal sealed record Figure(string Name, DateOnly Day, long Milli, bool Add);

/// <summary>Which observables are drawn, and how they add up.</summary>
internal static class Figures
{
    public const string People = "people.count", Production = "production.weight";

    public static IReadOnlyList<Figure> Of(Catalogue catalogue, Account account)
    {
        var (people, production) = (catalogue.ObservableIndex(People), catalogue.ObservableIndex(Production));
        List<Figure>? figures = null;
        foreach (var day in account.Observations.Where(o => o.Observable == people || o.Observable == production).GroupBy(o => (o.Day, o.Observable)))
            (figures ??= []).Add(new(day.Key.Observable == people ? People : Production, day.Key.Day, (long)(Math.Min(day.Sum(o => o.Value.Number), 1_000_000_000m) * 1000), day.Key.Observable == production));
        return figures ?? (IReadOnlyList<Figure>)[];
    }
}
