namespace Adit.Protection;

/// <summary>How many records there are, as told to readers who may not see them: bands of which none tells fewer than five apart.</summary>
/// <param name="To">The highest count of the band; null where it has no end.</param>
public readonly record struct CountBand(long From, long? To)
{
    /// <summary>The band of a count.</summary>
    public static CountBand Of(long count) => count switch
    {
        0 => new(0, 0),
        < 5 => new(1, 4),
        < 10 => new(5, 9),
        < 20 => new(10, 19),
        < 50 => new(20, 49),
        < 100 => new(50, 99),
        _ => new(100, null),
    };
}
