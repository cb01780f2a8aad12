using System.Diagnostics;

namespace Adit.Bench.Field;

/// <summary>How well an outbox of visits with photos uses a poor link.</summary>
internal static class Link
{
    public static async Task<int> Run(Options options)
    {
        var (visits, kbit, delay, loss) = (options.Number("visits", 20), options.Number("kbit", 240), options.Number("delay", 400), options.Number("loss", 2));
        await using var programme = await Programme.Open();
        await using var link = new SlowLink(new Uri(programme.Origin).Port);
        await using var phone = await AgentPhone.Enrolled(programme, link.Origin);
        await phone.Context.SetOfflineAsync(true);
        for (var visit = 0; visit < visits; visit++)
        {
            await phone.Open("Two photos");
            await phone.Answer("Depth", "14");
            await phone.Photo("First photo", await phone.Picture(2 * visit));
            await phone.Photo("Second photo", await phone.Picture((2 * visit) + 1));
            await phone.Finish();
        }
        var (count, bytes) = await phone.Outbox();
        Console.WriteLine($"{visits} visits wait in the outbox: {count} sealed things, {bytes:N0} bytes, {bytes / 1000.0 / (2 * visits):0} kB a photo");
        link.Slow = (kbit, delay, loss);
        var watch = Stopwatch.StartNew();
        await phone.Context.SetOfflineAsync(false);
        for ((int Records, int Files) arrived = default, told = default; arrived != (visits, 2 * visits); arrived = programme.Arrived())
        {
            if (arrived.Files >= told.Files + 10)
                Console.WriteLine($"  {watch.Elapsed.TotalSeconds:0} s: {arrived.Records} records, {arrived.Files} photos");
            told = arrived.Files >= told.Files + 10 ? arrived : told;
            await Task.Delay(50);
        }
        var (seconds, sent) = (watch.Elapsed.TotalSeconds, link.Carried);
        var share = bytes * 8 / seconds / (kbit * 1000.0);
        Console.WriteLine($"complete after {seconds:0.0} s over {kbit} kbit/s, {delay} ms, {loss} % loss: {share:P0} of the link's rate; {sent:N0} bytes on the wire, both ways ({(double)sent / bytes:0.00} times what was to be sent)");
        return share >= 0.8 ? 0 : 1;
    }
}
