using System.Collections.Immutable;
using Adit.Partners;
using Adit.People;
using Adit.Protection;
using CsCheck;

namespace Adit.Tests.Partners;

/// <summary>What an organisation gets follows from its agreement, the tier and the purpose, by one rule.</summary>
public sealed class GivingTests
{
    private static readonly DateOnly Day = new(2026, 11, 23);
    private static readonly SiteId Site = new(Guid.Parse("019ab000-0000-7000-8000-000000000001"));

    private static readonly Gen<AgreementSet> Agreements =
        from products in Gen.Int[0, (1 << Enum.GetValues<Product>().Length) - 1]
        from tier in Gen.Int[-1, 3]
        from purpose in Gen.Int[-1, Enum.GetValues<Purpose>().Length - 1]
        select new AgreementSet(
            new(Guid.Empty), new(Guid.Empty), Day, null, [Site], [], [.. Enum.GetValues<Product>().Where(p => (products & (1 << (int)p)) != 0)], tier < 0 ? null : (Tier)tier, purpose < 0 ? null : (Purpose)purpose);

    [Fact]
    public void What_an_agreement_can_be_it_gives_in_full_and_what_it_cannot_give_is_refused()
    {
        Agreements.Sample(agreement =>
        {
            var given = Enum.GetValues<Product>().Where(p => agreement.Gives(p, Site, [], Day, Day)).ToList();
            var decision = Agreeing.Agree(agreement, null);
            // Nothing is given that was not agreed, and nothing that is refused.
            Assert.Subset(agreement.Products!.Value.ToHashSet(), given.ToHashSet());
            Assert.Equal(decision.Refused, agreement.Tier > Tier.T1 || given.Count < agreement.Products!.Value.Length);
        });
    }

    [Fact]
    public void At_T0_no_site_is_shown_and_no_product_about_one_is_given()
    {
        Agreements.Where(a => a.Tier == Tier.T0).Sample(agreement =>
        {
            Assert.False(agreement.Shows(Site, [], Day));
            Assert.DoesNotContain(Enum.GetValues<Product>(), p => p != Product.Programme && agreement.Gives(p, Site, [], Day, Day));
        });
    }

    [Fact]
    public void An_agreement_from_before_tier_and_purpose_gives_what_it_gave()
    {
        var old = new AgreementSet(new(Guid.Empty), new(Guid.Empty), Day, null, [Site], [], [.. Enum.GetValues<Product>()]);
        Assert.All(Enum.GetValues<Product>(), p => Assert.True(old.Gives(p, Site, [], Day, Day)));
        Assert.All(Enum.GetValues<Right>(), r => Assert.True(old.Shows(Site, [], Day, r)));
    }

    [Theory]
    [InlineData(Purpose.DueDiligence, Right.Decide)]
    [InlineData(Purpose.Improvement, Right.TakeOn)]
    [InlineData(Purpose.OwnSite, Right.SpeakForSite)]
    public void What_somebody_does_at_a_site_is_what_the_agreement_is_for(Purpose purpose, Right right)
    {
        foreach (var other in Enum.GetValues<Purpose>())
            Assert.Equal(other == purpose, new AgreementSet(new(Guid.Empty), new(Guid.Empty), Day, null, [Site], [], [], Tier.T1, other).Shows(Site, [], Day, right));
    }

    [Fact]
    public void The_purpose_that_is_offered_first_lets_the_users_of_an_organisation_do_what_their_role_may()
    {
        foreach (var kind in Enum.GetValues<OrganisationKind>())
            if (Giving.RoleOf(kind) is { } role)
                Assert.All(Enum.GetValues<Right>().Where(r => role.May(r)), r => Assert.True(Giving.Serves(Giving.UsualFor(kind), r), $"{kind} {r}"));
    }
}
