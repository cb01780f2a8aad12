using System.Xml;
using System.Xml.Linq;

namespace Adit.Forms;

/// <summary>Lets phones encrypt what is filled in with a form (ODK XForms specification, "Encrypted forms").</summary>
public static class FormEncryption
{
    private static readonly XNamespace XForms = "http://www.w3.org/2002/xforms";

    /// <summary>A form's bytes with a public key in its model, and else unchanged in meaning.</summary>
    /// <param name="xml">A form that was read without a fault.</param>
    /// <param name="publicKey">SubjectPublicKeyInfo in base64 (RFC 5280) of an RSA key.</param>
    public static byte[] With(string publicKey, ReadOnlyMemory<byte> xml)
    {
        using var reader = XmlReader.Create(SafeXml.Stream(xml), SafeXml.Settings);
        var document = XDocument.Load(reader, LoadOptions.None);
        var model = document.Descendants(XForms + "model").First();
        if (model.Element(XForms + "submission") is { } submission)
            submission.SetAttributeValue("base64RsaPublicKey", publicKey);
        else
            model.Add(new XElement(XForms + "submission", new XAttribute("base64RsaPublicKey", publicKey)));
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, new() { Encoding = new System.Text.UTF8Encoding(false), Indent = false }))
            document.Save(writer);
        return bytes.ToArray();
    }
}
