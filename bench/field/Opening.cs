namespace Adit.Bench.Field;

/// <summary>How long the machine takes to open the app without a network and to start a visit.</summary>
internal static class Opening
{
    public static async Task<int> Run(Options options)
    {
        var (slow, rounds) = (options.Number("slow", 4), options.Number("rounds", 5));
        await using var programme = await Programme.Open();
        await using var phone = await AgentPhone.Enrolled(programme);
        await phone.Context.SetOfflineAsync(true);
        var sums = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var (locked, today, form) = await phone.Start(slow, restMilliseconds: 2_000);
            sums.Add(locked + today + form);
            Console.WriteLine($"lock {locked:0} ms, PIN to Today {today:0} ms, touch to visit {form:0} ms: {locked + today + form:0} ms");
        }
        sums.Sort();
        Console.WriteLine($"median of {rounds} at {slow} times slower: {sums[rounds / 2]:0} ms");
        return sums[rounds / 2] < 2_000 ? 0 : 1;
    }
}
