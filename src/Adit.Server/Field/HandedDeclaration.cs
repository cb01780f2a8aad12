using Adit.People;
using Adit.Sites;
using Adit.Storage;

namespace Adit.Field;

/// <summary>What an agent declares of interests in sites, as a phone hands it in, unsealed.</summary>
/// <param name="Id">Drawn by the phone: the same again is the same declaration.</param>
/// <param name="At">The phone's clock, with its offset.</param>
/// <param name="Interests">None is a declaration too.</param>
/// <param name="Device">The phone's id: counts where a file brings the declaration.</param>
/// <param name="Agent">Whose it is, likewise.</param>
internal sealed record HandedDeclaration(string? Id, DateTimeOffset? At, IReadOnlyList<HandedInterest>? Interests, string? Note, string? Device = null, string? Agent = null)
{
    /// <summary>Bytes, sealed or not; more is no declaration.</summary>
    public const int Longest = 100_000;

    /// <summary>Whether it says enough to be taken: what it says, nobody judges.</summary>
    public bool CanBe => Adit.Id.TryRead(Id ?? "", out _) && At is not null && Interests is not null && Interests.All(i => i is not null && Adit.Id.TryRead(i.Site ?? "", out _));

    /// <summary>Records it as the agent's own; nothing where it was handed in before.</summary>
    /// <param name="drift">The phone's clock minus ours, in seconds.</param>
    public bool Record(Writing writing, FieldCaller caller, Register register, long drift)
    {
        var (agent, id) = (caller.Agent.Id, Guid.Parse(Id!));
        if (InterestsTable.Has(writing.Db.Db, id))
            return false;
        var site = caller.Agent.Sites.Select(register.Sites.GetValueOrDefault).FirstOrDefault(s => s is not null);
        writing.Record(agent, new InterestsDeclared(
            id, agent, HandedCheckIn.DayOf(At!.Value, drift, site, writing.Now), [.. Interests!.Select(i => new Interest(new SiteId(Guid.Parse(i.Site!)), KindOf(i.Kind), Clean(i.Note)))], Clean(Note)));
        return true;
    }

    // A kind of a newer app is something else here.
    private static InterestKind KindOf(string? key) => Enum.GetValues<InterestKind>().FirstOrDefault(k => AgentFilling.KeyOf(k) == key, InterestKind.Other);

    private static string Clean(string? text) => text?.ReplaceLineEndings("\n").Trim() ?? "";
}

/// <summary>An interest in a site.</summary>
/// <param name="Kind">family, share, member, former-employee or other.</param>
internal sealed record HandedInterest(string? Site, string? Kind, string? Note);
