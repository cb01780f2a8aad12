using System.Collections;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using QRCoder;

namespace Adit.People;

/// <summary>
/// The settings that ODK Collect takes from a QR code: JSON with the sections general, admin and project, compressed (zlib, RFC 1950) and written as
/// base64. What it leaves out is set to Collect's default.
/// </summary>
internal static class CollectSettings
{
    /// <summary>The text of the code for a phone that sends to an address: it keeps to the forms that are open to it, and sends by itself.</summary>
    public static string Text(string programme, string address)
    {
        var settings = new
        {
            general = new { server_url = address, form_update_mode = "match_exactly", autosend = "wifi_and_cellular" },
            admin = new { },
            project = new { name = programme },
        };
        using var bytes = new MemoryStream();
        using (var zlib = new ZLibStream(bytes, CompressionLevel.SmallestSize, leaveOpen: true))
            JsonSerializer.Serialize(zlib, settings);
        return Convert.ToBase64String(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>A text as a QR code (ISO/IEC 18004), without the quiet zone around it.</summary>
    public static QrView Qr(string text)
    {
        const int quiet = 4;
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix;
        var side = rows.Count - (2 * quiet);
        var path = new StringBuilder();
        for (var y = 0; y < side; y++)
            Row(path, rows[y + quiet], y, side, quiet);
        return new(side, path.ToString());
    }

    private static void Row(StringBuilder path, BitArray modules, int y, int side, int quiet)
    {
        for (var x = 0; x < side;)
        {
            var length = 0;
            while (x + length < side && modules[x + length + quiet])
                length++;
            if (length > 0)
                path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h{length}v1h-{length}z");
            x += Math.Max(length, 1);
        }
    }
}
