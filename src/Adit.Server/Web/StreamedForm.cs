using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Adit.Web;

/// <summary>
/// A form of a page whose file is too large to be taken in whole before anybody looks at it. Its first field is the one that shows that it is ours (<see cref="FormToken"/>), which the
/// door reads; the route reads on from there.
/// </summary>
internal sealed class StreamedForm
{
    private const int LongestField = 4 * 1024;

    private readonly MultipartReader _reader;

    private StreamedForm(HttpRequest request, string boundary) =>
        _reader = new(boundary, request.Body, 64 * 1024) { HeadersCountLimit = 16, HeadersLengthLimit = 16 * 1024, BodyLengthLimit = null };

    /// <summary>The form that the door began to read; null where there is none.</summary>
    public static StreamedForm? Of(HttpContext http) => http.Features.Get<StreamedForm>();

    /// <summary>Reads its first field; empty where that is another one.</summary>
    /// <exception cref="IOException">It is cut off, or no form.</exception>
    public static async Task<string> Begin(HttpContext http)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 200 } boundary)
            return "";
        var form = new StreamedForm(http.Request, boundary);
        http.Features.Set(form);
        return await form.Next(http.RequestAborted) is (DoorKeeping.FormField, null, { } body) ? await Text(body, http.RequestAborted) : "";
    }

    /// <summary>The next field: its name, and its file's where it is one. Null at the end.</summary>
    /// <exception cref="IOException">It is cut off.</exception>
    public async Task<(string Name, string? File, Stream Body)?> Next(CancellationToken cancel)
    {
        if (await _reader.ReadNextSectionAsync(cancel) is not { } section)
            return null;
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var about))
            throw new InvalidDataException();
        return (HeaderUtilities.RemoveQuotes(about.Name).Value ?? "", about.IsFileDisposition() ? HeaderUtilities.RemoveQuotes(about.FileName).Value ?? "" : null, section.Body);
    }

    /// <summary>The text of a field.</summary>
    /// <exception cref="InvalidDataException">It is longer than a field of ours.</exception>
    public static async Task<string> Text(Stream body, CancellationToken cancel)
    {
        var bytes = new byte[LongestField + 1];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
        return length <= LongestField ? System.Text.Encoding.UTF8.GetString(bytes, 0, length) : throw new InvalidDataException();
    }
}
