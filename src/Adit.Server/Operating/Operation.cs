namespace Adit.Operating;

/// <summary>How a node is run among others; on a laptop nothing of it need be said.</summary>
/// <param name="Drain">How long it goes on serving after it was told to stop, so that a load balancer takes it out.</param>
/// <param name="MetricsUrl">An address of its own at which its measurements are told; null where they are told to nobody.</param>
/// <param name="JsonLog">Whether its log is a JSON object a line.</param>
/// <param name="Replica">The address of a standby that pages may be read from; null for none.</param>
/// <param name="MostBehind">How far behind the pages may be.</param>
internal sealed record Operation(TimeSpan Drain, Uri? MetricsUrl, bool JsonLog, string? Replica, TimeSpan MostBehind)
{
    /// <summary>Where the node listens besides the programme's own addresses.</summary>
    public IEnumerable<string> ListensBesides => MetricsUrl is null ? [] : [MetricsUrl.GetLeftPart(UriPartial.Authority)];

    public static Operation Laptop { get; } = new(TimeSpan.Zero, null, false, null, TimeSpan.Zero);
}
