namespace Adit.Tests;

public class HouseTests
{
    [Fact]
    public async Task An_empty_programme_audits_and_rebuilds()
    {
        await using var house = await House.Open();

        await house.Check();
    }
}
