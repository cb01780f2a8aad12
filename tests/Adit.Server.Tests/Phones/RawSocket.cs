using System.Net.Sockets;
using System.Text;

namespace Adit.Tests.Phones;

/// <summary>Uploads as a broken connection makes them.</summary>
internal static class RawSocket
{
    /// <summary>Sends the first bytes of an upload, then drops the connection.</summary>
    public static async Task CutOff(House house, string key, byte[] body, int after)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", new Uri(house.Origin).Port);
        var boundary = Encoding.ASCII.GetString(body, 2, body.AsSpan().IndexOf("\r\n"u8) - 2);
        var head = $"POST /openrosa/key/{key}/submission HTTP/1.1\r\nHost: x\r\nX-OpenRosa-Version: 1.0\r\nContent-Type: multipart/form-data; boundary=\"{boundary}\"\r\nContent-Length: {body.Length}\r\n\r\n";
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        await stream.WriteAsync(body.AsMemory(0, Math.Min(after, body.Length - 1)));
        await stream.FlushAsync();
        await Task.Delay(30);
        client.Client.LingerState = new(true, 0);
    }
}
