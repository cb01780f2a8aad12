using System.Globalization;
using System.Text;
using System.Xml;
using Adit.Web;

namespace Adit.Phones;

/// <summary>Answers in the form that phones understand (OpenRosa 1.0): the headers of every answer, and messages an agent can read.</summary>
internal static class OpenRosaAnswer
{
    /// <summary>What a phone may send in one request before it splits: small, so that a dropped connection over 2G costs little. More is taken.</summary>
    public const int BatchBytes = 8_000_000;

    private const string Namespace = "http://openrosa.org/http/response";

    public static void Headers(HttpResponse response, TimeProvider clock)
    {
        response.Headers["X-OpenRosa-Version"] = "1.0";
        response.Headers["X-OpenRosa-Accept-Content-Length"] = BatchBytes.ToString(CultureInfo.InvariantCulture);
        response.Headers.Date = clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        response.Headers.CacheControl = "private, no-cache";
    }

    /// <summary>One sentence in the agent's language; <c>nature="error"</c> where the request was refused.</summary>
    public static async Task Message(HttpContext http, int status, string text, string language, bool error)
    {
        var bytes = Xml(writer =>
        {
            writer.WriteStartElement("OpenRosaResponse", Namespace);
            writer.WriteStartElement("message", Namespace);
            writer.WriteAttributeString("nature", error ? "error" : "submit_success");
            writer.WriteString(text);
        });
        http.Response.Headers.ContentLanguage = language;
        await Send(http, status, bytes);
    }

    public static Task Refuse(HttpContext http, Words words, int status, string code, params (string Name, object? Value)[] with) =>
        Message(http, status, words.Say(code, with), words.Language, error: true);

    public static async Task Send(HttpContext http, int status, byte[] xml)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/xml; charset=utf-8";
        http.Response.ContentLength = xml.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(xml);
    }

    /// <summary>A document sent whole with an entity tag of its bytes; 304 where the phone has it already.</summary>
    public static Task Document(HttpContext http, byte[] xml)
    {
        var tag = $"\"{Md5(xml)}\"";
        http.Response.Headers.ETag = tag;
        if (http.Request.Headers.IfNoneMatch.Any(v => v is not null && v.Contains(tag, StringComparison.Ordinal)))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        return Send(http, StatusCodes.Status200OK, xml);
    }

    public static byte[] Xml(Action<XmlWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false), CloseOutput = false, CheckCharacters = false }))
            write(writer);
        return bytes.ToArray();
    }

#pragma warning disable CA5351 // OpenRosa names MD5; it tells versions apart and protects nothing.
    public static string Md5(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(bytes));
#pragma warning restore CA5351
}
