using System.Xml.Linq;

namespace Adit.Tests.Phones;

/// <summary>What a phone is told of forms and their media.</summary>
internal static class FormLists
{
    public static readonly XNamespace List = "http://openrosa.org/xforms/xformsList", Manifest = "http://openrosa.org/xforms/xformsManifest";

    public static async Task<List<XElement>> Xforms(Phone phone, string query = "") => [.. (await phone.Get("/formList" + query)).Xml.Elements(List + "xform")];

    public static async Task<XElement> Listed(Phone phone, string form) => Assert.Single(await Xforms(phone, "?formID=" + Uri.EscapeDataString(form)));

    public static async Task<List<XElement>> MediaOf(Phone phone, string form)
    {
        var manifest = await phone.Get((await Listed(phone, form)).Element(List + "manifestUrl")!.Value);
        Assert.Equal(Manifest + "manifest", manifest.Xml.Name);
        return [.. manifest.Xml.Elements(Manifest + "mediaFile")];
    }

    public static string Name() => "form-" + Guid.NewGuid().ToString("N");
}
