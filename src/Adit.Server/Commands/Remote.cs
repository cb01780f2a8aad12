using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Adit.Commands;

/// <summary>A running server, seen by somebody signed in.</summary>
internal sealed class Remote : IDisposable
{
    private readonly HttpClient _http;

    private Remote(Uri address) => _http = new() { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Signs in with a token, or with a name and a password.</summary>
    /// <exception cref="Misuse">The address is none, or nothing to sign in with was given.</exception>
    /// <exception cref="Refused">The server does not take it.</exception>
    public static async Task<Remote> Open(string server, string? token, string? user)
    {
        var remote = new Remote(AddressOf(server));
        token ??= user is null ? Environment.GetEnvironmentVariable("ADIT_TOKEN") : null;
        if (token is null && user is null)
            throw new Misuse("Say who you are: --user NAME, or a token in ADIT_TOKEN.");
        token ??= (await remote.Ask(HttpMethod.Post, "api/sign-in", JsonContent.Create(new { name = user, password = Password(user!) }))).GetProperty("token").GetString();
        remote._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return remote;
    }

    /// <summary>Reads a server's address.</summary>
    public static Uri AddressOf(string server) =>
        Uri.TryCreate(server.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new Misuse($"{server} is no address of a server. An address begins with http:// or https://.");

    /// <summary>Asks, and gives what was answered; an empty answer is an undefined element.</summary>
    /// <exception cref="Refused">The server says no.</exception>
    public async Task<JsonElement> Ask(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var answer = await _http.SendAsync(request);
        await Accept(answer);
        var text = await answer.Content.ReadAsStringAsync();
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    /// <summary>Asks, and gives the lines of the answer as they come.</summary>
    /// <exception cref="Refused">The server says no.</exception>
    public async IAsyncEnumerable<string> Lines(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await Accept(answer);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync() is { } line)
            yield return line;
    }

    /// <summary>Fetches what an address answers into a file as it comes; the answer's own headers are given back. Cut off, it leaves no file.</summary>
    /// <exception cref="Refused">The server says no.</exception>
    public async Task<HttpResponseHeaders> Save(string path, string file, Action<long> progress, CancellationToken cancel)
    {
        using var answer = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancel);
        await Accept(answer);
        await Unfinished.Write(file, async to => await answer.Content.CopyToAsync(new Counted(to, progress), cancel));
        return answer.Headers;
    }

    public void Dispose() => _http.Dispose();

    private static async Task Accept(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
            throw Problem(await answer.Content.ReadAsStringAsync()) ?? new($"The server answers {(int)answer.StatusCode}.");
    }

    private static Refused? Problem(string text)
    {
        try
        {
            var problem = JsonElement.Parse(text);
            return new(problem.GetProperty("title").GetString()!, [.. problem.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()!)]);
        }
        catch (Exception other) when (other is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Password(string user)
    {
        if (Environment.GetEnvironmentVariable("ADIT_PASSWORD") is { } given)
            return given;
        if (!Console.IsInputRedirected)
            Console.Error.Write($"Password of {user}: ");
        return Console.ReadLine() ?? throw new Misuse("No password was given.");
    }
}
