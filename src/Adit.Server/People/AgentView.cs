using Adit.Web;

namespace Adit.People;

/// <summary>What must the office know of an agent, besides what they send?</summary>
/// <param name="Functions">What the agent is besides being one, in words; empty for nothing.</param>
/// <param name="Wrong">What the office is to see to, in sentences.</param>
/// <param name="Stays">Where the agent has been without having been away, in sentences.</param>
/// <param name="RotateAfterDays">Null where the programme lets agents stay.</param>
/// <param name="Declarations">The newest first.</param>
/// <param name="DeclarationDue">Whether there is none of the last twelve months.</param>
/// <param name="Sites">To choose from; empty where there are too many, and codes or names are typed.</param>
/// <param name="Now">Today.</param>
public sealed record AgentView(
    string Id, string Code, string Functions, IReadOnlyList<OptionView> WorksAt, IReadOnlyList<string> Wrong, IReadOnlyList<StayView> Stays, int? RotateAfterDays, IReadOnlyList<TrainingView> Trainings,
    IReadOnlyList<NeedView> Needs, IReadOnlyList<DeclarationView> Declarations, bool DeclarationDue, IReadOnlyList<OptionView> Sites, DateOnly Now, bool MayErase, IReadOnlyList<string>? Refusals = null);

/// <summary>How long the agent has been at a site.</summary>
public sealed record StayView(string Text, bool Over);

/// <summary>A training.</summary>
/// <param name="Standing">Holds, EndsSoon or Ended.</param>
/// <param name="Withdrawn">Why it does not count; null where it does.</param>
public sealed record TrainingView(string Id, string Subject, DateOnly Day, string By, DateOnly? Until, string Standing, string? Withdrawn);

/// <summary>A subject that is asked for, and by what.</summary>
/// <param name="By">The titles of forms; empty where the programme asks everybody.</param>
public sealed record NeedView(string Subject, string Standing, string By);

/// <summary>What the agent declared on a day.</summary>
/// <param name="Counts">Whether it is the last one.</param>
/// <param name="Own">Whether the agent made it on their phone; else the office entered it.</param>
public sealed record DeclarationView(string Id, DateOnly Day, IReadOnlyList<InterestView> Interests, string Note, bool Counts, bool Own);

/// <summary>An interest in a site.</summary>
/// <param name="Kind">Its key: family, share, member, former-employee, other.</param>
public sealed record InterestView(string SiteCode, string SiteName, string Kind, string Note);
