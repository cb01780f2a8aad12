using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Adit.Operating;

/// <summary>
/// What the log tells a collector. Our own sentences hold nothing of records, people or places and leave as they are; those of the libraries under us may,
/// so of them only the sentence without what was filled into it leaves. Of an exception its kind and where it was thrown.
/// </summary>
internal sealed class OutgoingLog : BaseProcessor<LogRecord>
{
    private const string Sentence = "{OriginalFormat}";

    /// <inheritdoc/>
    public override void OnEnd(LogRecord data)
    {
        var told = IsOurs(data.CategoryName) ? data.Attributes ?? [] : data.Attributes?.Where(a => a.Key == Sentence) ?? [];
        if (data.Exception is { } thrown)
            told = told.Append(new("exception.type", thrown.GetType().FullName)).Append(new("exception.stacktrace", thrown.StackTrace));
        (data.Attributes, data.FormattedMessage, data.Exception) = ([.. told], null, null);
    }

    private static bool IsOurs(string? category) => category == "Adit" || category?.StartsWith("Adit.", StringComparison.Ordinal) == true;
}
