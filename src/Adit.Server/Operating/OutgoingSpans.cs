using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;

namespace Adit.Operating;

/// <summary>
/// What spans tell outside. Only tags that are named here leave: an address may hold a key, a query a name, a statement or the message of an exception an
/// answer.
/// </summary>
internal sealed class OutgoingSpans : BaseProcessor<Activity>
{
    private static readonly FrozenSet<string> Told = new[]
    {
        "http.request.method", "http.route", "http.response.status_code", "network.protocol.version", "url.scheme", "error.type",
        "db.system", "db.system.name", "db.response.status_code", Works,
    }.ToFrozenSet();

    /// <summary>How many pieces of work a commit made durable.</summary>
    public const string Works = "adit.commit.size";

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        foreach (var tag in data.TagObjects.Where(t => !Told.Contains(t.Key)).ToList())
            data.SetTag(tag.Key, null);
        data.SetStatus(data.Status);
        data.TraceStateString = null;
        // An event cannot be taken off a span: one that holds the message of an exception stays here whole.
        if (data.Events.Any(e => e.Name == "exception"))
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}
