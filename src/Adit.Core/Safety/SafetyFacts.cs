using System.Collections.Immutable;

namespace Adit.Safety;

/// <summary>How the programme looks after its agents; replaces what was set before.</summary>
/// <param name="CheckInBy">The time of day, at the site, by which an agent who is on a roster has said that they are well; null where nobody waits for it.</param>
/// <param name="HelpPhone">The number that a call for help is sent to by SMS from the phone itself, in international form; empty for none.</param>
/// <param name="Duty">Who is called when something is wrong, in the order in which they are called.</param>
public sealed record SafetySet(TimeOnly? CheckInBy, string HelpPhone, ImmutableArray<DutyOfficer> Duty) : Fact;

/// <summary>Somebody who is called when an agent may be in danger.</summary>
/// <param name="Email">Empty where they are not written to.</param>
/// <param name="Phone">In international form; empty where they get no SMS.</param>
/// <param name="Language">In which they are written to: en, fr, sw or zh.</param>
public sealed record DutyOfficer(string Name, string Email, string Phone, string Language);

/// <summary>An agent said that they are well, or called for help.</summary>
/// <param name="At">When, by the phone's clock, with its offset.</param>
/// <param name="Day">The day at the site, by the server's clock: the phone's with its drift taken off.</param>
/// <param name="Place">Latitude, longitude, altitude and accuracy in metres, with spaces between, as an ODK geopoint; null where the phone did not know.</param>
/// <param name="Help">Whether it is a call for help.</param>
/// <param name="DriftSeconds">The phone's clock minus the server's, when it was sent.</param>
public sealed record CheckedIn(ActorId Agent, Guid Device, DateTimeOffset At, DateOnly Day, string? Place, SiteId? Site, bool Help, long DriftSeconds) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Agent.Value];
}

/// <summary>Nobody is to go to a site, because it would be dangerous: from then on its days without a visit are nobody's absence.</summary>
/// <param name="Until">The last day; null where nobody knows yet.</param>
public sealed record SiteClosed(SiteId Site, DateOnly From, DateOnly? Until, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Site.Value];
}

/// <summary>Agents go to a site again.</summary>
/// <param name="From">The first day on which they do.</param>
public sealed record SiteReopened(SiteId Site, DateOnly From) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Site.Value];
}
