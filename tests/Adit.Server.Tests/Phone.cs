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

/// <summary>A phone that speaks OpenRosa 1.0 to an address.</summary>
internal sealed partial class Phone(HttpClient http, string prefix)
{
    public string Prefix => prefix;

    public async Task<PhoneAnswer> Get(string path, Action<HttpRequestMessage>? change = null) => await Send(HttpMethod.Get, path, null, change);

    public async Task<PhoneAnswer> Head(string path, Action<HttpRequestMessage>? change = null) => await Send(HttpMethod.Head, path, null, change);

    public Task<PhoneAnswer> Submit(string xml, params FilePart[] files) => Submit(Encoding.UTF8.GetBytes(xml), files);

    public async Task<PhoneAnswer> Submit(byte[] xml, params FilePart[] files) => await Post(Upload(xml, files));

    public async Task<PhoneAnswer> Post(HttpContent content, string query = "", Action<HttpRequestMessage>? change = null) => await Send(HttpMethod.Post, "/submission" + query, content, change);

    private async Task<PhoneAnswer> Send(HttpMethod method, string path, HttpContent? content, Action<HttpRequestMessage>? change)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith("http://", StringComparison.Ordinal) ? path : prefix + path) { Content = content };
        request.Headers.Add("X-OpenRosa-Version", "1.0");
        change?.Invoke(request);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return new(response.StatusCode, response.Headers, response.Content.Headers, await response.Content.ReadAsByteArrayAsync());
    }
}
