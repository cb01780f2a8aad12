using System.Collections.Immutable;

namespace Adit.Counterparties;

/// <summary>A look into a list, with what became of it.</summary>
/// <param name="Review">Null where nobody reviewed it, or there was nothing to review.</param>
public sealed record ListCheck(CounterpartyChecked Fact, Instant At, ActorId By, HitReviewed? Review = null)
{
    /// <summary>How long a hit may wait for its review (criteria RF-03).</summary>
    public static readonly TimeSpan ReviewsWithin = TimeSpan.FromHours(72);

    /// <summary>Whether it found something that nobody has reviewed.</summary>
    public bool Waits => Fact.Result == LookResult.Hit && Review is null;

    /// <summary>When its review is due.</summary>
    public Instant ReviewBy => new(At.Micros + (ReviewsWithin.Ticks / TimeSpan.TicksPerMicrosecond));

    /// <summary>Whether it is older than a year, and says nothing of today any more.</summary>
    public bool IsStale(DateOnly today) => today > Fact.Day.AddYears(1);
}

/// <summary>What is known of an organisation that one deals with: what it is by law, whose it is, and what lists say of it.</summary>
/// <param name="Checks">In the order in which they were recorded.</param>
/// <param name="Sites">Where it works.</param>
public sealed record Counterparty(
    OrganisationId Organisation, OrganisationIdentified? Identified, OwnersDeclared? Owners, ImmutableArray<PermitSet> Permits, ImmutableArray<ListCheck> Checks, ImmutableArray<SiteId> Sites)
{
    /// <summary>Nothing is known.</summary>
    public static Counterparty Unknown(OrganisationId organisation) => new(organisation, null, null, [], [], []);

    /// <summary>The newest look into each list for each question.</summary>
    public IEnumerable<ListCheck> Newest => Checks.Reverse().GroupBy(c => (c.Fact.Kind, c.Fact.List.ToUpperInvariant())).Select(g => g.OrderByDescending(c => c.Fact.Day).First()).OrderBy(c => c.Fact.Kind).ThenBy(c => c.Fact.List, StringComparer.Ordinal);

    /// <summary>What nobody ever looked up.</summary>
    public IEnumerable<CheckKind> Never => Enum.GetValues<CheckKind>().Except(Checks.Select(c => c.Fact.Kind));

    /// <summary>Hits that wait for a review, the longest first.</summary>
    public IEnumerable<ListCheck> Waiting => Checks.Where(c => c.Waits).OrderBy(c => c.At);

    /// <summary>As it is after something was said of it.</summary>
    public Counterparty After(Recorded recorded) => recorded.Fact switch
    {
        OrganisationIdentified f => this with { Identified = f },
        OwnersDeclared f => this with { Owners = f },
        PermitSet f => this with { Permits = [.. Permits.Where(p => (p.Issuer, p.Number) != (f.Issuer, f.Number)), f] },
        CounterpartyChecked f => this with { Checks = Checks.Add(new(f, recorded.At, recorded.Actor)) },
        HitReviewed f => this with { Checks = [.. Checks.Select(c => c.Fact.Check == f.Check ? c with { Review = f } : c)] },
        WorkplacesSet f => this with { Sites = f.Sites },
        _ => throw new ArgumentOutOfRangeException(nameof(recorded)),
    };
}
