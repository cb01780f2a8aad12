namespace Adit.People;

/// <summary>A code that enrols a phone, as far as it is known.</summary>
/// <param name="UsedBy">The phone that it enrolled; null while it enrolled none.</param>
public sealed record Offer(Guid Credential, ActorId Agent, Instant Expires, bool Revoked, Guid? UsedBy);

/// <summary>What a phone asks with a code: to be this device, with these new credentials.</summary>
/// <param name="App"><c>adit</c> or <c>collect</c>.</param>
/// <param name="Credentials">Their kinds and ids.</param>
public sealed record EnrolmentAsked(Guid Device, string App, IReadOnlyList<(string Kind, Guid Credential)> Credentials);

/// <summary>Decides whether a code enrols a phone.</summary>
public static class Enrolling
{
    /// <summary>How long a code stands: time to reach an agent who is on the way, too short to be found in a drawer.</summary>
    public static readonly TimeSpan Stands = TimeSpan.FromDays(3);

    /// <summary>The facts of an enrolment; or why the code enrols nothing. A code ends with its first use.</summary>
    /// <param name="known">Null where nobody ever made such a code.</param>
    public static Decision Decide(Offer? known, EnrolmentAsked asked, Instant now) => known switch
    {
        null => Decision.Refuse(new Refusal("no-code")),
        { UsedBy: not null } => Decision.Refuse(new Refusal("code-used")),
        { Revoked: true } => Decision.Refuse(new Refusal("code-revoked")),
        _ when known.Expires <= now => Decision.Refuse(new Refusal("code-expired")),
        _ => Decision.Record(
        [
            new CredentialRevoked(known.Agent, known.Credential),
            .. asked.Credentials.Select(c => new CredentialSet(known.Agent, c.Kind, c.Credential)),
            new DeviceEnrolled(asked.Device, known.Agent, known.Credential, asked.App, [.. asked.Credentials.Select(c => c.Credential)]),
        ]),
    };
}
