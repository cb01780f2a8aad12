using System.Text;
using System.Text.Unicode;
using Adit.People;
using Adit.Storage;
using Adit.Web;

namespace Adit.Phones;

/// <summary>The agent behind a phone's request, the credential used, and the prefix that every address in the answer carries.</summary>
internal sealed record Caller(Agent Agent, Guid Credential, string Prefix)
{
    public Words Words => Words.OnPhone(Agent.Language);

    public bool MayUse(OpenForm form) => Agent.Forms.IsEmpty || Agent.Forms.Contains(form.Published.Form);
}

/// <summary>Finds out who calls (OpenRosa, rows 12 to 18): a key in the path or in <c>?st=</c>, or user name and password.</summary>
internal static class Calling
{
    public const string Root = "/openrosa";

    private static readonly string[] HandedOn = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Original-For", "X-Original-Proto"];

    /// <summary>The caller; null once the request has been refused.</summary>
    public static async Task<Caller?> Who(HttpContext http, Registers registers, TimeProvider clock)
    {
        var caller = await Find(http, registers, clock);
        if (caller is not null)
            http.RequestServices.GetRequiredService<Heard>().Note(caller, http.Request.Query["deviceID"] is [{ Length: > 0 and <= 100 } device] ? device : null);
        return caller;
    }

    private static async Task<Caller?> Find(HttpContext http, Registers registers, TimeProvider clock)
    {
        OpenRosaAnswer.Headers(http.Response, clock);
        var words = Words.OnPhone(Words.Choose(null, null, http.Request.Headers.AcceptLanguage));
        if (http.Request.Headers["X-OpenRosa-Version"] is not ["1.0"])
        {
            await OpenRosaAnswer.Refuse(http, words, StatusCodes.Status400BadRequest, "phone.no-version");
            return null;
        }
        var register = registers.Current;
        if (http.Request.RouteValues["key"] as string is { } inPath)
            return await ByKey(http, words, register, inPath);
        if (http.Request.Query["st"] is [{ Length: > 0 } inQuery])
            return await ByKey(http, words, register, inQuery);
        return await ByPassword(http, words, register);
    }

    private static async Task<Caller?> ByKey(HttpContext http, Words words, Register register, string key)
    {
        if (!Access.IsWellFormed(key))
            return await Challenge(http, words);
        if (Access.AgentOf(register, key, Access.Key) is { } found)
            return new(found.Agent, found.Credential, $"{Root}/key/{key}");
        if (Access.AgentOf(register, key, Access.Enrol) is { } offered)
            return await Enrol(http, offered.Agent, key);
        await OpenRosaAnswer.Refuse(http, words, StatusCodes.Status403Forbidden, "phone.key-unknown");
        return null;
    }

    // The code that the office shows is the key of the first phone that comes with it while the code stands.
    private static async Task<Caller?> Enrol(HttpContext http, Agent agent, string code)
    {
        var (registers, enrolments) = (http.RequestServices.GetRequiredService<Registers>(), http.RequestServices.GetRequiredService<Enrolments>());
        var (_, why) = await enrolments.Enrol(code, Guid.CreateVersion7(), Enrolments.Collect, [(Access.Key, code)]);
        if (why is null && Access.AgentOf(registers.Current, code, Access.Key) is { } found)
            return new(found.Agent, found.Credential, $"{Root}/key/{code}");
        await OpenRosaAnswer.Refuse(http, Words.OnPhone(agent.Language), StatusCodes.Status403Forbidden, $"phone.{why?.Code ?? "key-unknown"}");
        return null;
    }

    private static async Task<Caller?> ByPassword(HttpContext http, Words words, Register register)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            return await Challenge(http, words);
        if (!http.Request.IsHttps && !IsOfThisMachine(http))
        {
            await OpenRosaAnswer.Refuse(http, words, StatusCodes.Status403Forbidden, "phone.password-needs-https");
            return null;
        }
        return Password(header[6..]) is { } given && Access.AgentOf(register, given.Password, Access.Generated) is { } found && found.Agent.Name == given.Name
            ? new(found.Agent, found.Credential, Root)
            : await Challenge(http, words);
    }

    // What a proxy hands on comes from loopback too; how it came to the proxy only a proxy that was named is believed.
    private static bool IsOfThisMachine(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && System.Net.IPAddress.IsLoopback(address) && !HandedOn.Any(http.Request.Headers.ContainsKey);

    private static (string Name, string Password)? Password(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded.Trim(), bytes, out var length))
            return null;
        // Collect writes ISO 8859-1 whatever the challenge says; what is no UTF-8 is that.
        var parts = (Utf8.IsValid(bytes.AsSpan(0, length)) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes, 0, length).Split(':', 2);
        return parts.Length == 2 ? (parts[0], parts[1]) : null;
    }

    private static async Task<Caller?> Challenge(HttpContext http, Words words)
    {
        http.Response.Headers.WWWAuthenticate = "Basic realm=\"Adit\", charset=\"UTF-8\"";
        await OpenRosaAnswer.Refuse(http, words, StatusCodes.Status401Unauthorized, "phone.sign-in");
        return null;
    }
}
