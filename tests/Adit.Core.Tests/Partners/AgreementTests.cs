using Adit.Partners;
using CsCheck;

namespace Adit.Tests.Partners;

public sealed class AgreementTests
{
    private static readonly SiteId Here = new(Guid.CreateVersion7()), Elsewhere = new(Guid.CreateVersion7());
    private static readonly DateOnly Day = new(2026, 11, 23);
    private static readonly Gen<string> Mineral = Gen.Int[0, 2].Select(i => ((string[])["cobalt", "gold", "tin"])[i]);
    private static readonly OrganisationId Hands = new(Guid.CreateVersion7());

    [Fact]
    public void An_agreement_covers_its_sites_on_its_days_and_nothing_else()
    {
        var agreement = Of(Day, Day.AddDays(9));

        Assert.True(agreement.Covers(Here, ["cobalt"], Day));
        Assert.True(agreement.Covers(Here, ["cobalt"], Day.AddDays(9)));
        Assert.False(agreement.Covers(Here, ["cobalt"], Day.AddDays(-1)));
        Assert.False(agreement.Covers(Here, ["cobalt"], Day.AddDays(10)));
        Assert.False(agreement.Covers(Elsewhere, ["cobalt"], Day));
        Assert.True(Of(Day, null).Covers(Here, [], Day.AddYears(20)));
    }

    [Fact]
    public void Minerals_only_ever_narrow_what_is_covered() => Gen.Select(Gen.Int[-40, 40], Mineral.Array[0, 3], Mineral.Array[0, 3]).Sample((offset, agreed, dug) =>
    {
        var all = Of(Day, Day.AddDays(20));
        var narrowed = all with { Minerals = [.. agreed] };
        Assert.True(!narrowed.Covers(Here, dug, Day.AddDays(offset)) || all.Covers(Here, dug, Day.AddDays(offset)));
        Assert.Equal(all.Covers(Here, dug, Day.AddDays(offset)) && (agreed.Length == 0 || agreed.Intersect(dug).Any()), narrowed.Covers(Here, dug, Day.AddDays(offset)));
    });

    [Fact]
    public void What_cannot_be_is_refused_with_every_reason()
    {
        Assert.Equal(["agreement-until", "agreement-sites"], Agreeing.Agree(Of(Day, Day.AddDays(-1)) with { Sites = [] }, null).Refusals.Select(r => r.Code));
        Assert.Equal(["agreement-organisation"], Agreeing.Agree(Of(Day, null), Of(Day, null) with { Organisation = new(Guid.CreateVersion7()) }).Refusals.Select(r => r.Code));
        Assert.Equal(["organisation-name", "organisation-code", "organisation-country"], Agreeing.Set(new(Hands, "-A", OrganisationKind.Partner, "", "Belgium"), null, new HashSet<string>()).Refusals.Select(r => r.Code));
        Assert.Equal(["organisation-contact-name", "organisation-email"], Agreeing.Contact(new(Hands, ContactRole.Sites, "", "x"), _ => false).Refusals.Select(r => r.Code));
    }

    private static AgreementSet Of(DateOnly from, DateOnly? until) => new(new(Guid.Empty), Hands, from, until, [Here], []);
}
