using Adit.Storage;

namespace Adit.People;

/// <summary>A code that was just made; its value is shown once.</summary>
internal sealed record MadeOffer(string Code, Instant Expires);

/// <summary>Makes the codes that enrol phones, and enrols them.</summary>
internal sealed class Enrolments(Database database)
{
    public const string OwnApp = "adit", Collect = "collect";

    /// <summary>The code of the refusal of secrets that open something already: two phones with one secret could not be told apart.</summary>
    public const string SecretsKnown = "secrets-known";

    /// <summary>A new code for an agent; those before stay valid.</summary>
    public async Task<MadeOffer> Offer(ActorId by, ActorId agent)
    {
        var (secret, credential) = (Access.NewSecret(), Guid.CreateVersion7());
        var expires = Instant.From(database.Clock.GetUtcNow() + Enrolling.Stands);
        await database.Write(writing =>
        {
            writing.Record(by, new CredentialSet(agent, Access.Enrol, credential));
            writing.Record(by, new EnrolmentOffered(agent, credential, expires));
            writing.Keys.KeepSecret(new(credential, agent, Access.Enrol, Access.HashOf(secret)));
            return true;
        });
        return new(secret, expires);
    }

    /// <summary>What a code is scanned or typed as. In the fragment of the app's address it reaches no log on its way.</summary>
    public static (string App, string OpenRosa) Addresses(string code, string origin) => ($"{origin}{Field.FieldFiles.Root}/#enrol={code}", $"{origin}{Phones.Calling.Root}/key/{code}");

    /// <summary>
    /// Enrols a phone with a code. The phone makes its secrets itself: whoever heard no answer asks again with the same ones, and is told the same.
    /// </summary>
    /// <returns>The agent; or why the code enrols nothing.</returns>
    public async Task<(ActorId? Agent, Refusal? Why)> Enrol(string code, Guid device, string app, IReadOnlyList<(string Kind, string Secret)> secrets)
    {
        var known = database.Keys.Secrets(Access.HashOf(code)).FirstOrDefault(s => s.Kind == Access.Enrol);
        var made = secrets.Select(s => new Secret(Guid.CreateVersion7(), known?.Owner ?? default, s.Kind, Access.HashOf(s.Secret))).ToList();
        var before = made.SelectMany(m => database.Keys.Secrets(m.Hash)).ToList();
        return await database.Write<(ActorId?, Refusal?)>(writing =>
        {
            var offer = known is null ? null : DevicesTable.Offer(writing.Db.Db, known.Credential);
            var standing = offer is null ? null : DevicesTable.Find(writing.Db.Db, device, offer.Agent);
            if (offer?.UsedBy == device && standing is { CutOff: false } same && made.All(m => before.Any(b => b.Hash == m.Hash && b.Kind == m.Kind && same.Credentials.Contains(b.Credential))))
                return (offer.Agent, null);
            if (before.Any(b => b.Kind != Access.Enrol))
                return (null, new Refusal(SecretsKnown));
            var decision = Enrolling.Decide(offer, new(device, app, [.. made.Select(m => (m.Kind, m.Credential))]), writing.Now);
            if (decision.Refused)
                return (null, decision.Refusals[0]);
            foreach (var old in standing is { CutOff: false } ? standing.Credentials : [])
                writing.Record(offer!.Agent, new CredentialRevoked(offer.Agent, old));
            foreach (var fact in decision.Facts)
                writing.Record(offer!.Agent, fact);
            foreach (var secret in made)
                writing.Keys.KeepSecret(secret);
            return (offer!.Agent, null);
        });
    }

    /// <summary>Cuts a phone off, for everybody who uses it. False where there is none, or it is cut off already.</summary>
    public Task<bool> CutOff(ActorId by, Guid device, string reason) => database.Write(writing =>
    {
        var users = DevicesTable.Of(writing.Db.Db, device).Where(d => !d.CutOff).ToList();
        foreach (var user in users)
            foreach (var credential in user.Credentials)
                writing.Record(by, new CredentialRevoked(user.Agent, credential));
        if (users.Count > 0)
            writing.Record(by, new DeviceCutOff(device, reason));
        return users.Count > 0;
    });
}
