using Adit.People;
using Adit.Storage;
using Adit.Web;

namespace Adit.Field;

/// <summary>The agent and the phone behind a request of Adit's own app.</summary>
/// <param name="Agent">In the language that was chosen on the phone, where the request says one.</param>
/// <param name="Reads">Whether it may read; else it only hands in.</param>
internal sealed record FieldCaller(Agent Agent, EnrolledDevice Device, Guid Credential, bool Reads)
{
    /// <summary>Who holds the bearer token; null where it opens nothing (any more), or not this.</summary>
    /// <param name="toRead">Whether reading is asked for.</param>
    public static FieldCaller? Of(HttpContext http, Register register, bool toRead)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || !register.Secrets.TryGetValue(Access.HashOf(header[7..].Trim()), out var secret))
            return null;
        return secret.Kind is Access.Reads or Access.Deposits && (secret.Kind == Access.Reads || !toRead)
            && register.AgentsById.TryGetValue(secret.Owner, out var agent) && register.DeviceOf.TryGetValue(secret.Credential, out var device)
            ? new(agent with { Language = Words.Preferred(http.Request.Headers.AcceptLanguage) ?? agent.Language }, device, secret.Credential, secret.Kind == Access.Reads) : null;
    }

    /// <summary>The no to a phone whose secret opens nothing any more.</summary>
    public static IResult CutOff(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.Json(StatusCodes.Status401Unauthorized, "cut-off", Words.OnPhone(Frames.Of(http).Words.Asked)["field.cut-off"]);
    }
}
