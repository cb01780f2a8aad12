using Microsoft.Playwright;

namespace Adit.Bench.Field;

/// <summary>What one finished visit without photos costs on the wire, the phone coming back from where there was no network.</summary>
internal static class Wire
{
    private const int Most = 4_000;

    public static async Task<int> Run(Options options)
    {
        var visits = options.Number("visits", 5);
        await using var programme = await Programme.Open();
        await using var link = new SlowLink(new Uri(programme.Origin).Port);
        await using var phone = await AgentPhone.Enrolled(programme, link.Origin);
        var asked = new List<string>();
        phone.Context.RequestFinished += async (_, request) => asked.Add(await Line(request));
        // As fast as can be, but counted, with 40 bytes of TCP and IP around each segment.
        link.Slow = (1_000_000, 0, 0);
        await phone.Rest();
        Console.WriteLine($"Before anything was finished: {await Carried(phone, link, asked, () => phone.Awake())} bytes to hear the news\n");
        var costs = new List<long>();
        for (var visit = 1; visit <= visits; visit++)
        {
            await phone.Context.SetOfflineAsync(true);
            var answers = await phone.Visit();
            var (_, bytes) = await phone.Outbox();
            costs.Add(await Carried(phone, link, asked, async () =>
            {
                await phone.Context.SetOfflineAsync(false);
                while (programme.Arrived().Records < visit)
                    await Task.Delay(100);
            }));
            Console.WriteLine($"visit {visit}: {answers} answers, {bytes:N0} bytes sealed; {costs[^1]:N0} bytes on the wire, both ways\n");
        }
        costs.Sort();
        Console.WriteLine($"median of {visits}: {costs[visits / 2]:N0} bytes; at most {Most:N0} are allowed");
        return costs[visits / 2] < Most ? 0 : 1;
    }

    private static async Task<long> Carried(AgentPhone phone, SlowLink link, List<string> asked, Func<Task> doing)
    {
        var before = link.Carried;
        asked.Clear();
        await doing();
        await phone.Rest();
        asked.ForEach(Console.WriteLine);
        return link.Carried - before;
    }

    private static async Task<string> Line(IRequest request)
    {
        var sizes = await request.SizesAsync();
        return $"  {request.Method} {new Uri(request.Url).AbsolutePath}: {sizes.RequestHeadersSize} + {sizes.RequestBodySize} bytes up, {sizes.ResponseHeadersSize} + {sizes.ResponseBodySize} down";
    }
}
