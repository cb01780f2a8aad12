namespace Adit.Bench.Field;

/// <summary>What one visit without photos costs on the wire, with all heads, both ways.</summary>
internal static class Wire
{
    public static async Task<int> Run()
    {
        await using var programme = await Programme.Open();
        await using var phone = await AgentPhone.Enrolled(programme);
        await phone.Open("Daily visit");
        await Task.Delay(3_000);
        await phone.Page.Locator(".question-container", new() { HasText = "Site" }).First.Locator("label.value-option").First.ClickAsync();
        await phone.Page.Locator(".question-container", new() { HasText = "Did you reach the site" }).First.Locator("label.value-option").First.ClickAsync();
        await Task.Delay(500);
        await phone.Answer("Men", "41");
        await phone.Answer("Women", "12");
        await Task.Delay(1_000);
        var before = Namespace.Sent();
        await phone.Finish();
        while (programme.Arrived().Records < 1)
            await Task.Delay(20);
        await Task.Delay(300);
        var after = Namespace.Sent();
        Console.WriteLine($"a visit without photos: {after.Bytes - before.Bytes:N0} bytes in {after.Packets - before.Packets} packets, both ways, with the heads of TCP and IP");
        return after.Bytes - before.Bytes < 4_000 ? 0 : 1;
    }
}
