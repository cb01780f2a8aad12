using Adit.Alerts;
using Adit.Safety;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Field;

/// <summary>An agent's word that they are well, or their call for help, as a phone hands it in, unsealed.</summary>
/// <param name="At">The phone's clock, with its offset.</param>
/// <param name="Place">An ODK geopoint; null where the phone did not know.</param>
/// <param name="Site">Where the agent says they are; null where they did not say.</param>
/// <param name="Device">The phone's id: counts where a file brings the word.</param>
/// <param name="Agent">Whose word it is, likewise.</param>
internal sealed record HandedCheckIn(DateTimeOffset? At, string? Place, string? Site, bool? Help, string? Device = null, string? Agent = null)
{
    /// <summary>Bytes, sealed or not; more is no check-in.</summary>
    public const int Longest = 2_000;

    /// <summary>Records it, and the alert of a call for help with it; nothing where it was said before.</summary>
    /// <param name="drift">The phone's clock minus ours, in seconds.</param>
    public bool Record(Writing writing, FieldCaller caller, Register register, DateTimeOffset at, long drift)
    {
        var agent = caller.Agent;
        var place = AnswerText.Point(Place ?? "") is null ? null : Place!.Trim();
        if (SafetyTable.Has(writing.Db.Db, agent.Id, at, Help == true, place))
            return false;
        var site = Id.TryRead(Site ?? "", out var id) && agent.Sites.Contains(new(id)) && register.Sites.TryGetValue(new(id), out var named) ? named
            : agent.Sites.Select(register.Sites.GetValueOrDefault).FirstOrDefault(s => s is not null);
        var day = DayOf(at, drift, site, writing.Now);
        writing.Record(agent.Id, new CheckedIn(agent.Id, caller.Device.Id, at, day, place, site?.Id, Help == true, drift));
        // A second word that says where is no second call.
        if (Help == true && AlertsTable.Ringing(writing.Db.Db).All(a => (a.Kind, a.Agent) != (AlertKind.Help, agent.Id)))
            writing.Record(ActorId.Program, new AlertRaised(Guid.CreateVersion7(writing.Now.ToDateTimeOffset()), AlertKind.Help, agent.Id, site?.Id, day));
        return true;
    }

    // By our clock: a phone whose clock is years off is well today all the same. What it says of a time to come is now.
    internal static DateOnly DayOf(DateTimeOffset at, long drift, Site? site, Instant now)
    {
        var (said, ours) = (at.ToUniversalTime().Ticks - (drift * TimeSpan.TicksPerSecond), now.ToDateTimeOffset());
        var moment = said < DateTimeOffset.UnixEpoch.Ticks || said > ours.UtcTicks ? ours : new DateTimeOffset(said, TimeSpan.Zero);
        return site is null ? DateOnly.FromDateTime(moment.ToOffset(at.Offset).DateTime) : DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, Sheet.ZoneOf(site)).DateTime);
    }
}
