using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.Protection;

namespace Adit.Submissions;

/// <summary>How a record came in.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Source>))]
public enum Source
{
    /// <summary>From a phone, over OpenRosa.</summary>
    Phone,

    /// <summary>Typed into a page.</summary>
    Web,

    /// <summary>Copied from paper by somebody named.</summary>
    Paper,

    /// <summary>By a program, over the interface.</summary>
    Api,

    /// <summary>Imported from before the programme: rated at its day, starts no clock.</summary>
    Historic,

    /// <summary>Made by the simulator of a demonstration.</summary>
    Simulated,
}

/// <summary>What the office thinks of a record.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReviewState>))]
public enum ReviewState
{
    /// <summary>Nobody looked at it yet.</summary>
    Received,

    /// <summary>Changed by the agent or the office since it came.</summary>
    Edited,

    /// <summary>A question went back.</summary>
    HasIssues,

    /// <summary>Found good.</summary>
    Approved,

    /// <summary>Found not to count.</summary>
    Rejected,
}

/// <summary>A file that came with a record.</summary>
public sealed record KeptFile(string Name, string Type, Blob Blob);

/// <summary>What is known of how a record came, apart from its answers.</summary>
/// <param name="Submission">Ours; the same for all versions of one record.</param>
/// <param name="Instance">The phone's instance id, as received; the edited version's own.</param>
/// <param name="Deprecates">The instance id that this version replaces.</param>
/// <param name="FormHash">SHA-256 of the form's bytes, lower-case hex.</param>
/// <param name="Site">The site it is about, as far as it could be told.</param>
/// <param name="Day">The day it speaks of, at the site.</param>
/// <param name="PhoneClock">What the phone's clock claimed when the record was finished, with its offset, as written.</param>
/// <param name="DriftSeconds">Phone's clock minus ours on arrival, as the phone's app measured it; where it did not, only what is positive shows: a phone cannot finish a record after we received it.</param>
/// <param name="Missing">Names of files that the answers name and that did not come yet.</param>
/// <param name="Stray">How many files came that no question names; they were not kept.</param>
public sealed record Envelope(
    SubmissionId Submission, string Form, string Version, string Instance, string? Deprecates, Source Source, Guid? Key, string? DeviceId, string? UserAgent, string FormHash,
    SiteId? Site, DateOnly Day, string? PhoneClock, long DriftSeconds, string? EnteredBy, ImmutableArray<string> Missing, ImmutableArray<KeptFile> Attachments, int Stray);

/// <summary>
/// A record was received and is kept. Its answers stand in the parts of their tiers; what a form marks T3 as a whole lies wholly in T3, the envelope too.
/// </summary>
/// <param name="Envelope">Null where it could not be opened (T3, or an erased part).</param>
/// <param name="Answers">JSON objects of the answers by tier T0…T3; empty where a tier has none or may not be read.</param>
/// <param name="Xml">The bytes as received; empty where they may not be read.</param>
/// <param name="Protected">The whole record is T3.</param>
public sealed record SubmissionAccepted(Envelope? Envelope, ImmutableArray<ReadOnlyMemory<byte>> Answers, ReadOnlyMemory<byte> Xml, bool Protected, ImmutableArray<string> Odd) : Fact
{
    /// <summary>What its questions observed, where whoever received it has worked it out already; null elsewhere. Never stored: it follows from the XML.</summary>
    public SeenRecord? Observed { get; init; }

    /// <summary>The keyed hashes it is remembered by, where whoever received it has worked them out already; null elsewhere. Never stored.</summary>
    public InstanceMark? Mark { get; init; }

    /// <summary>The flag in a head that says that all of the record is T3.</summary>
    public const string ProtectedFlag = "protected";

    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects =>
        Envelope is null ? [] : Envelope.Site is { } site && !Protected ? [Envelope.Submission.Value, site.Value] : [Envelope.Submission.Value];

    /// <inheritdoc/>
    public override ImmutableArray<string> Flags => Protected ? [ProtectedFlag, .. Odd] : Odd;
}

/// <summary>What a record is recognised by when it comes again: keyed hashes of its form and instance id, and of its bytes (16 bytes each).</summary>
public sealed record InstanceMark(byte[] Alias, byte[] Digest);

/// <summary>A file of a record came later than the record.</summary>
public sealed record AttachmentReceived(SubmissionId Submission, long Entry, KeptFile File) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Submission.Value];
}

/// <summary>Somebody of the office judged a record.</summary>
public sealed record SubmissionReviewed(SubmissionId Submission, ReviewState State, string Note) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Submission.Value];
}

/// <summary>A record no longer counts. It stays in the ledger, with who withdrew it and why.</summary>
public sealed record SubmissionWithdrawn(SubmissionId Submission, string Reason) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Submission.Value];
}
