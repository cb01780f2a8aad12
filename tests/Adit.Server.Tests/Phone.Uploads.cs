using System.Text;

namespace Adit.Tests;

/// <summary>A file part of an upload: its part name, its type, its bytes.</summary>
internal sealed record FilePart(string Name, string Type, byte[] Bytes);

/// <content>What a phone sends.</content>
internal sealed partial class Phone
{
    /// <summary>The multipart body of an upload, with part names as raw UTF-8, the way phones write them.</summary>
    public static HttpContent Upload(byte[] xml, params FilePart[] files)
    {
        var content = new MultipartFormDataContent("----phone" + Guid.NewGuid().ToString("N")) { HeaderEncodingSelector = (_, _) => Encoding.UTF8 };
        content.Add(Part("xml_submission_file", "text/xml", xml, "record.xml"));
        foreach (var file in files)
            content.Add(Part(file.Name, file.Type, file.Bytes, file.Name));
        return content;
    }

    public static HttpContent Part(string name, string type, byte[] bytes, string? fileName)
    {
        var part = new ByteArrayContent(bytes);
        part.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"{name}\"" + (fileName is null ? "" : $"; filename=\"{fileName}\""));
        part.Headers.TryAddWithoutValidation("Content-Type", type);
        return part;
    }
}
