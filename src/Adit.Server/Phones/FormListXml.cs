using System.Xml;
using Adit.Storage;

namespace Adit.Phones;

/// <summary>The form list and the manifest (OpenRosa, rows 20 to 41).</summary>
internal static class FormListXml
{
    private const string List = "http://openrosa.org/xforms/xformsList", Manifest = "http://openrosa.org/xforms/xformsManifest";

    public static byte[] Forms(IEnumerable<OpenForm> forms, Register register, Caller caller, string origin) => OpenRosaAnswer.Xml(writer =>
    {
        writer.WriteStartElement("xforms", List);
        foreach (var form in forms)
        {
            var address = $"{origin}{caller.Prefix}/forms/{Step(form.Published.Form)}/versions/{Version(form.Published.Version)}";
            writer.WriteStartElement("xform", List);
            writer.WriteElementString("formID", List, form.Published.Form);
            writer.WriteElementString("name", List, string.IsNullOrWhiteSpace(form.Published.Title) ? form.Published.Form : form.Published.Title);
            writer.WriteElementString("version", List, form.Published.Version);
            writer.WriteElementString("hash", List, "md5:" + form.Md5);
            writer.WriteElementString("downloadUrl", List, address + ".xml");
            if (form.Form.MediaFiles.Any(name => form.Media.Any(m => m.Name == name) || PhoneLists.Makes(register, form.Form, name)))
                writer.WriteElementString("manifestUrl", List, address + "/manifest");
            writer.WriteEndElement();
        }
    });

    public static byte[] Media(OpenForm form, PhoneLists lists, Caller caller, string origin) => OpenRosaAnswer.Xml(writer =>
    {
        var address = $"{origin}{caller.Prefix}/forms/{Step(form.Published.Form)}/versions/{Version(form.Published.Version)}";
        writer.WriteStartElement("manifest", Manifest);
        foreach (var (name, hash, type) in Files(form, lists))
        {
            writer.WriteStartElement("mediaFile", Manifest);
            if (type is not null)
                writer.WriteAttributeString("type", type);
            writer.WriteElementString("filename", Manifest, name);
            writer.WriteElementString("hash", Manifest, "md5:" + hash);
            writer.WriteElementString("downloadUrl", Manifest, $"{address}/media/{Step(name)}");
            if (type is not null)
                writer.WriteElementString("integrityUrl", Manifest, $"{address}/integrity");
            writer.WriteEndElement();
        }
    });

    public static byte[] Integrity(IEnumerable<(string Id, bool Deleted)> entities) => OpenRosaAnswer.Xml(writer =>
    {
        writer.WriteStartElement("data");
        writer.WriteStartElement("entities");
        foreach (var (id, deleted) in entities)
        {
            writer.WriteStartElement("entity");
            writer.WriteAttributeString("id", id);
            writer.WriteElementString("deleted", deleted ? "true" : "false");
            writer.WriteEndElement();
        }
    });

    /// <summary>The files a phone must have beside the form and can have: lists, and media that were uploaded. Others are left out (row 35).</summary>
    private static IEnumerable<(string Name, string Hash, string? Type)> Files(OpenForm form, PhoneLists lists)
    {
        foreach (var name in form.Form.MediaFiles)
        {
            if (form.Media.FirstOrDefault(m => m.Name == name) is { } media)
                yield return (name, media.Md5, null);
            else if (lists.Find(form.Form, name) is { } list)
                yield return (name, list.Hash, list.Type);
        }
    }

    /// <summary>A version in an address; a form without a version has an underscore, which no other version can be mistaken for.</summary>
    internal static string Version(string version) => version.Length == 0 ? "_" : "v" + Step(version);

    internal static string? Version(object? route) => route switch { "_" => "", string { Length: > 0 } text when text[0] == 'v' => Read(text[1..]), _ => null };

    /// <summary>
    /// Text as one step of an address. Slashes and percent signs are escaped twice, since servers and proxies leave the first or take the second apart
    /// on the way; form ids that are addresses themselves are common.
    /// </summary>
    internal static string Step(string text) => Uri.EscapeDataString(text.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal));

    internal static string Read(object? step) => ((string)step!).Replace("%2F", "/", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);
}
