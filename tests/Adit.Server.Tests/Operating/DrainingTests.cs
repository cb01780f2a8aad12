using System.Net;
using System.Net.Sockets;
using System.Text;
using Adit.Tests.Phones;

namespace Adit.Tests.Operating;

/// <summary>The real program is asked to stop.</summary>
public class DrainingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_that_drains_is_not_ready_and_serves_on_until_a_second_signal_ends_it_at_once()
    {
        var (home, key) = await Prepared();
        using var adit = await AditProcess.Serve(home, "--drain-seconds", "300");
        using var http = new HttpClient { BaseAddress = new(adit.Origin) };
        using (var before = await http.GetAsync("/health/ready", Cancel))
            Assert.Equal((HttpStatusCode.OK, false), (before.StatusCode, before.Headers.ConnectionClose ?? false));

        await adit.Terminate();
        await Until(async () => (await http.GetAsync("/health/ready", Cancel)).StatusCode == HttpStatusCode.ServiceUnavailable);

        using var ready = await http.GetAsync("/health/ready", Cancel);
        Assert.Equal("""{"ready":false,"reason":"draining"}""", await ready.Content.ReadAsStringAsync(Cancel));
        Assert.True(ready.Headers.ConnectionClose);
        var sent = await new Phone(http, $"/openrosa/key/{key}").Submit(Rounds.Record(Rounds.NewInstance()));
        Assert.Equal((201, true), (sent.Code, sent.Headers.ConnectionClose));
        await adit.Terminate();
        Assert.Equal(128 + 15, await adit.Ended());
        await using var house = await House.Over(home);
        await house.Check();
    }

    [Fact]
    public async Task An_upload_that_was_begun_is_finished_and_answered_before_the_node_stops()
    {
        var (home, key) = await Prepared();
        var instance = Rounds.NewInstance();
        using var adit = await AditProcess.Serve(home);
        using var content = Phone.Upload(Encoding.UTF8.GetBytes(Rounds.Record(instance)));
        var body = await content.ReadAsByteArrayAsync(Cancel);
        using var phone = await Connect(adit);
        await using var wire = new NetworkStream(phone);
        await wire.WriteAsync(Encoding.ASCII.GetBytes($"POST /openrosa/key/{key}/submission HTTP/1.1\r\nHost: adit\r\nX-OpenRosa-Version: 1.0\r\nContent-Type: {content.Headers.ContentType}\r\nContent-Length: {body.Length}\r\nExpect: 100-continue\r\n\r\n"), Cancel);
        // It is being read once it was asked to go on.
        var heard = new byte[25];
        await wire.ReadExactlyAsync(heard, Cancel);
        Assert.StartsWith("HTTP/1.1 100", Encoding.ASCII.GetString(heard), StringComparison.Ordinal);
        await wire.WriteAsync(body.AsMemory(0, body.Length / 2), Cancel);

        await adit.Terminate();
        await Until(async () => !await Listens(adit));
        await wire.WriteAsync(body.AsMemory(body.Length / 2), Cancel);

        using var answer = new StreamReader(wire, Encoding.UTF8);
        var said = await answer.ReadToEndAsync(Cancel);
        Assert.StartsWith("HTTP/1.1 201", said, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", said, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, await adit.Ended());
        await using var house = await House.Over(home);
        Assert.NotNull(house.Known(instance));
        await house.Check();
    }

    private static async Task<(TestHome Home, string Key)> Prepared()
    {
        await using var house = await House.Open();
        var agent = await house.Agent("Awa", "en", await house.Site("N1"));
        await house.Publish(Rounds.Xform());
        return (await house.CopyOfHome(), agent.Key);
    }

    private static async Task<Socket> Connect(AditProcess adit)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(adit.Origin).Port, Cancel);
        return socket;
    }

    private static async Task<bool> Listens(AditProcess adit)
    {
        try
        {
            using var socket = await Connect(adit);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task Until(Func<Task<bool>> condition)
    {
        while (!await condition())
            await Task.Delay(10, Cancel);
    }
}
