using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Adit.Credentials;
using Adit.Ledger;
using Adit.Protection;
using Adit.Tests.Ledger;

namespace Adit.Tests.Credentials;

/// <summary>A month at an invented site, recorded as entry 6 of a ledger of eight whose "randomness" is fixed, and what is handed out about it.</summary>
internal static class Sample
{
    public const string Address = "https://monitor.example.org", Issuer = "did:web:monitor.example.org";
    public const int Report = 5, Issued = 6, Size = 8;

    public static readonly Instant At = Instant.From(new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero));

    public static readonly StatusPlace Status = new(1, 94_567);

    public static readonly SiteMonthAttested Month = new(
        Guid.Parse("019ab000-0000-7000-8000-0000000000c1"), Address, new(Issuer, "Programme of the examples"), new($"{Address}/sites/N1", "Mine Exemple n° 1"), new($"{Address}/sites/N1", "Mine Exemple n° 1"), "N1", "CD",
        new(2026, 10, 1), At,
        [
            new("OH-04", "Pit depth over limit", "EGC pits-max-10m", "social.safety", [new("https://responsiblemineralsinitiative.org/vocabulary/rra-criteria/3.0/S17", "RRA 3.0 S17")], "S2-observed", "open S2, observed"),
            new("CL-01", "Children at work", "", "social.labour", [], "nothing-open", "nothing open among what was looked at"),
            new("EN-02", "Water \"downstream\"", "", "environment.water", [], "not-observed", "not observed"),
        ],
        ["visited on 21 of 31 days", "4 of 6 pits seen"], $"{Address}/reports/019ab000-0000-7000-8000-0000000000c2", HashOf("a report"), HashOf("its evidence"), new(TestKey.Origin, 0, 4, Report));

    public static JsonObject Claims { get; } = ConformityCredential.Of(Month, Status);

    public static Bundle Bundle { get; } = Of(TestKey.Public, TestKey.Sign);

    public static byte[] WithProof { get; } = Utf8(DataIntegrity.Sign(CredentialFile.With(Claims, Bundle), Did.MethodOf(Issuer, TestKey.Public), At, TestKey.Sign));

    public static byte[] AsJwt { get; } = Encoding.ASCII.GetBytes(VcJwt.Sign(CredentialFile.With(Claims, Bundle), Did.KidOf(Issuer, TestKey.Public), TestKey.Sign));

    /// <summary>A bundle that discloses how the claims were recorded, over a head that a key signed.</summary>
    public static Bundle Of(VerifierKey key, SignNote sign)
    {
        var issued = new CredentialIssued(Month.Id, ConformityCredential.Kind, new(Guid.Parse("019ab000-0000-7000-8000-000000000001")), Guid.Parse("019ab000-0000-7000-8000-0000000000c2"), 1, Report, 1, Status.Place, CredentialFile.HashOf(Claims).ToString(), "{}");
        var parts = Facts.Write(issued, At, ActorId.Program);
        Entry[] entries = [.. Enumerable.Range(0, Size).Select(n => Entry.Of(n == Issued ? parts : Example.Parts(n), Example.Random(n)))];
        Hash[] leaves = [.. entries.Select(e => e.Leaf())];
        BundledEntry Told(int n, params Slot[] slots) => new(
            n, entries[n], Merkle.Inclusion(n, Size, Trees.Naive(leaves)), [.. slots.Select(s => Disclosure.Of(s, Example.PartKey(n, s), parts[s]!.Value))]);
        return new(new Checkpoint(TestKey.Origin, Size, Merkle.Root(leaves)).Sign(key, sign).ToString(), key.ToString(), [Told(Report), Told(Issued, Slot.Head, Slot.T1)]);
    }

    /// <summary>A status list of the issuer in which some places are set.</summary>
    public static byte[] List(StatusPurpose purpose, params int[] set) =>
        Utf8(DataIntegrity.Sign(StatusList.Credential(Address, Issuer, 1, purpose, At, set), Did.MethodOf(Issuer, TestKey.Public), At, TestKey.Sign));

    public static byte[] Utf8(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static Hash HashOf(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
