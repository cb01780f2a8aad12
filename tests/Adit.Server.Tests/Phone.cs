using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;

namespace Adit.Tests;

/// <summary>What a server answered a phone.</summary>
internal sealed record PhoneAnswer(HttpStatusCode Status, HttpResponseHeaders Headers, HttpContentHeaders Content, byte[] Body)
{
    public int Code => (int)Status;

    public XElement Xml => XDocument.Parse(Encoding.UTF8.GetString(Body)).Root!;

    /// <summary>The sentence that the agent reads; fails where the answer is no OpenRosa response.</summary>
    public string Message
    {
        get
        {
            Assert.Equal("text/xml", Content.ContentType?.MediaType);
            Assert.Equal(XName.Get("OpenRosaResponse", "http://openrosa.org/http/response"), Xml.Name);
            var message = Xml.Element(XName.Get("message", "http://openrosa.org/http/response"))!;
            Assert.Equal(Code >= 400, message.Attribute("nature")!.Value == "error");
            return message.Value;
        }
    }
}

/// <summary>A file part of an upload: its part name, its type, its bytes.</summary>
internal sealed record FilePart(string Name, string Type, byte[] Bytes);

/// <summary>A phone that speaks OpenRosa 1.0 to an address.</summary>
internal sealed class Phone(HttpClient http, string prefix)
{
    public string Prefix => prefix;

    public async Task<PhoneAnswer> Get(string path, Action<HttpRequestMessage>? change = null) => await Send(HttpMethod.Get, path, null, change);

    public async Task<PhoneAnswer> Head(string path, Action<HttpRequestMessage>? change = null) => await Send(HttpMethod.Head, path, null, change);

    public Task<PhoneAnswer> Submit(string xml, params FilePart[] files) => Submit(Encoding.UTF8.GetBytes(xml), files);

    public async Task<PhoneAnswer> Submit(byte[] xml, params FilePart[] files) => await Post(Upload(xml, files));

    public async Task<PhoneAnswer> Post(HttpContent content, string query = "", Action<HttpRequestMessage>? change = null) => await Send(HttpMethod.Post, "/submission" + query, content, change);

    /// <summary>The multipart body of an upload, with part names as raw UTF-8, the way phones write them.</summary>
    public static HttpContent Upload(byte[] xml, params FilePart[] files)
    {
        var content = new MultipartFormDataContent("----phone" + Guid.NewGuid().ToString("N")) { HeaderEncodingSelector = (_, _) => Encoding.UTF8 };
        content.Add(Part("xml_submission_file", "text/xml", xml, "record.xml"));
        foreach (var file in files)
            content.Add(Part(file.Name, file.Type, file.Bytes, file.Name));
        return content;
    }

    public static HttpContent Part(string name, string type, byte[] bytes, string? fileName)
    {
        var part = new ByteArrayContent(bytes);
        part.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"{name}\"" + (fileName is null ? "" : $"; filename=\"{fileName}\""));
        part.Headers.TryAddWithoutValidation("Content-Type", type);
        return part;
    }

    private async Task<PhoneAnswer> Send(HttpMethod method, string path, HttpContent? content, Action<HttpRequestMessage>? change)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith("http://", StringComparison.Ordinal) ? path : prefix + path) { Content = content };
        request.Headers.Add("X-OpenRosa-Version", "1.0");
        change?.Invoke(request);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return new(response.StatusCode, response.Headers, response.Content.Headers, await response.Content.ReadAsByteArrayAsync());
    }
}
