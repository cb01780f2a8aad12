using System.Text;
using Adit.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Adit.Tests.FieldApp;

/// <summary>
/// A server whose field app is a version newer than that of the server behind it: one style sheet has other words and hence another name, and nothing else is different but
/// the list of files and the version that are made of it. Everything else it passes on.
/// </summary>
internal sealed class NewerApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _server;
    private readonly (string Old, string New)[] _names;

    private NewerApp(WebApplication app, HttpClient server, (string Old, string New)[] names) => (_app, _server, _names) = (app, server, names);

    public Uri Origin => new(_app.Urls.First());

    public static async Task<NewerApp> Of(Uri server)
    {
        var folder = Path.Combine(WebFiles.Folder, "field");
        var page = await File.ReadAllTextAsync(Path.Combine(folder, "index.html"));
        var version = page.Split("name=\"version\" content=\"")[1].Split('"')[0];
        var styles = page.Split("rel=\"stylesheet\"")[1].Split("/assets/")[1].Split('"')[0];
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var newer = new NewerApp(
            builder.Build(), new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server },
            [(version, "0123456789ab"), (styles, "newer-" + styles)]);
        newer._app.Run(newer.Answer);
        await newer._app.StartAsync();
        return newer;
    }

    private async Task Answer(HttpContext http)
    {
        var path = _names.Aggregate(http.Request.Path + http.Request.QueryString, (text, name) => text.Replace(name.New, name.Old, StringComparison.Ordinal));
        using var asked = new HttpRequestMessage(new(http.Request.Method), path);
        if (http.Request.ContentLength > 0)
            asked.Content = new StreamContent(http.Request.Body);
        foreach (var (name, values) in http.Request.Headers.Where(h => h.Key is not ("Accept-Encoding" or "Host" or "Connection" or "If-None-Match" or "If-Modified-Since")))
            if (!asked.Headers.TryAddWithoutValidation(name, values.ToArray()))
                asked.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
        using var got = await _server.SendAsync(asked, http.RequestAborted);
        http.Response.StatusCode = (int)got.StatusCode;
        foreach (var (name, values) in got.Headers.Concat(got.Content.Headers).Where(h => h.Key is not ("Transfer-Encoding" or "Content-Length" or "ETag" or "Last-Modified")))
            http.Response.Headers[name] = values.ToArray();
        if (got.Headers.ETag is { } tag && !path.StartsWith("/field/", StringComparison.Ordinal))
            http.Response.Headers.ETag = tag.ToString();
        await http.Response.Body.WriteAsync(await Body(path, got));
    }

    private async Task<byte[]> Body(string path, HttpResponseMessage got)
    {
        var bytes = await got.Content.ReadAsByteArrayAsync();
        if (!path.StartsWith("/field/", StringComparison.Ordinal) || got.Content.Headers.ContentType?.MediaType is not ("text/html" or "text/javascript" or "text/css"))
            return bytes;
        var text = _names.Aggregate(Encoding.UTF8.GetString(bytes), (text, name) => text.Replace(name.Old, name.New, StringComparison.Ordinal));
        return Encoding.UTF8.GetBytes(path.EndsWith(_names[1].Old, StringComparison.Ordinal) ? text + "\n/* newer */" : text);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _server.Dispose();
    }
}
