using System.Security.Cryptography;
using Adit.Storage;

namespace Adit.Phones;

/// <summary>Sends media with its type: lists and text as attachments, only known kinds of image inline, so that nothing uploaded runs in a browser (row 43).</summary>
internal static class MediaAnswer
{
    private static readonly HashSet<string> Inline = ["image/jpeg", "image/png", "image/gif", "image/webp"];

    public static async Task Send(HttpContext http, FormMedia media, Blobs blobs)
    {
        if (Tagged(http, media.Md5))
            return;
        Headers(http.Response, media.Name, media.Type);
        http.Response.ContentLength = media.Blob.Length;
        await blobs.Copy(media.Blob, http.Response.Body, http.RequestAborted);
    }

    public static async Task Send(HttpContext http, PhoneList list)
    {
        if (Tagged(http, list.Hash))
            return;
        Headers(http.Response, list.FileName, "text/csv; charset=utf-8");
        http.Response.ContentLength = list.Csv.Length;
        await http.Response.Body.WriteAsync(list.Csv);
    }

    public static void Headers(HttpResponse response, string name, string type)
    {
        var inline = Inline.Contains(type);
        response.ContentType = inline || type.StartsWith("text/csv", StringComparison.Ordinal) || type.StartsWith("audio/", StringComparison.Ordinal) || type.StartsWith("video/", StringComparison.Ordinal)
            ? type
            : "application/octet-stream";
        response.Headers.ContentDisposition = new System.Net.Mime.ContentDisposition { Inline = inline, FileName = Ascii(name) } + $"; filename*=UTF-8''{Uri.EscapeDataString(name)}";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
    }

    private static bool Tagged(HttpContext http, string md5)
    {
        http.Response.Headers.ETag = $"\"{md5}\"";
        if (!http.Request.Headers.IfNoneMatch.Any(v => v?.Contains(md5, StringComparison.Ordinal) == true))
            return false;
        http.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    private static string Ascii(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'));
}
