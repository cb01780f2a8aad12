using Adit.People;

namespace Adit.Tests.People;

/// <summary>A code enrols one phone, while it stands.</summary>
public class EnrollingTests
{
    private static readonly Instant Noon = Instant.From(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private static readonly ActorId Awa = new(Guid.Parse("019ab000-0000-7000-8000-00000000000a"));
    private static readonly Guid Code = Guid.Parse("019ab000-0000-7000-8000-000000000004"), Phone = Guid.Parse("019ab000-0000-7000-8000-000000000005"), Key = Guid.Parse("019ab000-0000-7000-8000-000000000006");
    private static readonly EnrolmentAsked Asked = new(Phone, "adit", [("reads", Key)]);

    [Fact]
    public void A_code_that_stands_ends_with_its_first_use_and_sets_what_the_phone_may_use() =>
        Assert.Equal([typeof(CredentialRevoked), typeof(CredentialSet), typeof(DeviceEnrolled)], Enrolling.Decide(Standing(), Asked, Noon).Facts.Select(f => f.GetType()));

    [Fact]
    public void A_code_that_nobody_made_enrols_nothing() => Assert.Equal("no-code", Why(null));

    [Fact]
    public void A_code_that_was_used_enrols_no_second_phone() => Assert.Equal("code-used", Why(Standing() with { UsedBy = Key, Revoked = true }));

    [Fact]
    public void A_code_that_the_office_took_back_enrols_nothing() => Assert.Equal("code-revoked", Why(Standing() with { Revoked = true }));

    [Fact]
    public void A_code_ends_with_its_last_moment()
    {
        Assert.Equal("code-expired", Why(Standing() with { Expires = Noon }));
        Assert.False(Enrolling.Decide(Standing() with { Expires = new(Noon.Micros + 1) }, Asked, Noon).Refused);
    }

    private static Offer Standing() => new(Code, Awa, new(Noon.Micros + 1_000_000), Revoked: false, UsedBy: null);

    private static string Why(Offer? offer) => Assert.Single(Enrolling.Decide(offer, Asked, Noon).Refusals).Code;
}
