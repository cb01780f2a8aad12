using System.Net.Sockets;
using System.Text;

namespace Adit.Tests.Phones;

/// <summary>Uploads as a broken connection makes them.</summary>
internal static class RawSocket
{
    /// <summary>Sends the first bytes of an upload, then drops the connection.</summary>
    public static async Task CutOff(House house, string key, byte[] body, int after)
    {
        using var client = await Begin(house, key, body, Math.Min(after, body.Length - 1));
        await Task.Delay(30);
        client.Client.LingerState = new(true, 0);
    }

    /// <summary>Sends the head and the first bytes of an upload.</summary>
    public static async Task<TcpClient> Begin(House house, string key, byte[] body, int bytes)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", new Uri(house.Origin).Port);
        var boundary = Encoding.ASCII.GetString(body, 2, body.AsSpan().IndexOf("\r\n"u8) - 2);
        var head = $"POST /openrosa/key/{key}/submission HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-OpenRosa-Version: 1.0\r\nContent-Type: multipart/form-data; boundary=\"{boundary}\"\r\nContent-Length: {body.Length}\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        await client.GetStream().WriteAsync(body.AsMemory(0, bytes));
        await client.GetStream().FlushAsync();
        return client;
    }
}

/// <summary>An upload of which half was sent.</summary>
internal sealed class HalfUpload(TcpClient client, ReadOnlyMemory<byte> rest)
{
    public static async Task<HalfUpload> Begin(House house, string key, byte[] body) => new(await RawSocket.Begin(house, key, body, body.Length / 2), body.AsMemory(body.Length / 2));

    /// <summary>Whether the server has answered already.</summary>
    public bool Answered => client.Available > 0;

    /// <summary>Sends the rest, unless it was answered before, and returns how the answer begins.</summary>
    public async Task<string> End()
    {
        using (client)
        {
            if (!Answered)
                await client.GetStream().WriteAsync(rest);
            var answer = new byte[64];
            return Encoding.ASCII.GetString(answer, 0, await client.GetStream().ReadAsync(answer));
        }
    }
}
