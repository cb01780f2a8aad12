namespace Adit;

/// <summary>What the operator chose when starting the program.</summary>
/// <param name="Urls">Where it listens.</param>
/// <param name="PublicOrigin">What addresses in answers begin with, without a slash at the end; never taken from a request's <c>Host</c>.</param>
/// <param name="SigningKey">A file with the key of the checkpoints; null for the data folder's own.</param>
/// <param name="PublishEvery">How often heads and tiles go out: a fixed rhythm that shows nothing of what happened when.</param>
/// <param name="Proxies">Addresses of proxies whose <c>X-Forwarded-Proto</c> is believed.</param>
internal sealed record Settings(string Urls, string PublicOrigin, string? SigningKey, TimeSpan PublishEvery, IReadOnlyList<System.Net.IPAddress> Proxies)
{
    /// <summary>How the node is run among others.</summary>
    public Operating.Operation Operation { get; init; } = Operating.Operation.Laptop;

    /// <summary>The browser that makes PDFs and pictures; null for one of the usual names, wherever programs are.</summary>
    public string? Browser { get; init; }

    /// <summary>Where on earth the data lies, as whoever runs the programme says it; null where nobody did.</summary>
    public string? Region { get; init; }

    /// <summary>Who is asked to cosign this ledger's heads.</summary>
    public IReadOnlyList<Ledger.WitnessAt> Witnesses { get; init; } = [];

    /// <summary>Other ledgers whose heads this programme cosigns, each with the key that signs them.</summary>
    public IReadOnlyList<Ledger.VerifierKey> WitnessOf { get; init; } = [];

    /// <summary>How people outside the office are told something.</summary>
    public Alerts.Ways Ways { get; init; } = Alerts.Ways.None;
}
