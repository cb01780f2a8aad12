using System.Collections.Immutable;

namespace Adit.Submissions;

/// <summary>The office let in an upload that had been refused. The record itself is an entry of its own, received when it was let in.</summary>
/// <param name="Upload">Its id among the refused uploads.</param>
/// <param name="Entry">The ledger index of the record that it became.</param>
/// <param name="Code">Why it had been refused.</param>
/// <param name="Arrived">When it first arrived.</param>
/// <param name="Reason">Why it was let in.</param>
/// <param name="Digest">Keyed hash of its bytes: a phone that sends them again is told that they arrived.</param>
public sealed record UploadLetIn(Guid Upload, SubmissionId Submission, long Entry, string Code, Instant Arrived, string Reason, ReadOnlyMemory<byte> Digest) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Submission.Value, Upload];
}

/// <summary>The office threw away an upload that had been refused; what was in it is gone.</summary>
public sealed record UploadDiscarded(Guid Upload, string Code, Instant Arrived, string Reason) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Upload];
}

/// <summary>Refused uploads that nobody let in reached the end of their time and were deleted.</summary>
/// <param name="Uploads">How many.</param>
/// <param name="Before">All that arrived last before this instant.</param>
public sealed record UploadsExpired(long Uploads, Instant Before) : Fact;
