namespace Adit.Tests;

public sealed class IdsTests
{
    [Fact]
    public void A_name_based_id_is_the_one_of_RFC_9562_appendix_A4() =>
        Assert.Equal("2ed6657d-e927-568b-95e1-2665a8aea6a2", Id.From(new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com").ToString());

    [Theory]
    [InlineData("2ed6657d-e927-568b-95e1-2665a8aea6a2", true)]
    [InlineData("{2ed6657d-e927-568b-95e1-2665a8aea6a2}", false)]
    [InlineData("uuid:2ed6657d-e927-568b-95e1-2665a8aea6a2", false)]
    [InlineData(null, false)]
    public void An_id_is_read_in_its_one_form(string? text, bool readable) => Assert.Equal(readable, Id.TryRead(text, out _));
}
