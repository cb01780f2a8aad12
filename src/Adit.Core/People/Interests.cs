using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Adit.People;

/// <summary>What ties an agent to a site besides the work for the programme.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InterestKind>))]
public enum InterestKind
{
    /// <summary>Somebody of the family works or trades there.</summary>
    Family,

    /// <summary>A share of their own: a pit, a tool that is let, a trade, money lent.</summary>
    Share,

    /// <summary>Member of the cooperative.</summary>
    Member,

    /// <summary>Was employed by the operator.</summary>
    FormerEmployee,

    /// <summary>Something else, said in words.</summary>
    Other,
}

/// <summary>An interest in a site.</summary>
/// <param name="Note">In the agent's words; may be empty.</param>
public sealed record Interest(SiteId Site, InterestKind Kind, string Note);

/// <summary>An agent declared all interests that they have; none is a declaration too. Replaces what they declared for a day before.</summary>
/// <param name="Declaration">The id that it is erased by.</param>
/// <param name="Day">On which they said so.</param>
public sealed record InterestsDeclared(Guid Declaration, ActorId Agent, DateOnly Day, ImmutableArray<Interest> Interests, string Note) : Fact
{
    // No site: a head is read where what was declared is not.
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Agent.Value, Declaration];
}

/// <summary>Says which declaration counts, and when the next is due.</summary>
public static class Declaring
{
    /// <summary>How long a declaration stands, in months.</summary>
    public const int Stands = 12;

    /// <summary>Whether a declaration is due: there is none, or the last is older than a year.</summary>
    public static bool IsDue(DateOnly? last, DateOnly today) => last is not { } day || day.AddMonths(Stands) < today;

    /// <summary>
    /// The interests in a site that are to be known where something of a day is judged: those that were declared then, or are by now; an interest that was told
    /// late was there before.
    /// </summary>
    /// <param name="declared">All that the agent declared, the oldest first.</param>
    public static InterestsDeclared? About(IReadOnlyList<InterestsDeclared> declared, SiteId site, DateOnly day)
    {
        InterestsDeclared?[] candidates = [declared is [.., var last] ? last : null, declared.LastOrDefault(d => d.Day <= day)];
        return candidates.FirstOrDefault(d => d is not null && d.Interests.Any(i => i.Site == site));
    }
}
