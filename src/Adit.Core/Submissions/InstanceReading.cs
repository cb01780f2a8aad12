using System.Collections.Immutable;
using System.Text;
using System.Xml;
using Adit.Forms;

namespace Adit.Submissions;

/// <summary>Reads the XML of a sent record in one pass: shape only, nothing believed. On the path of every submission.</summary>
public static class InstanceReading
{
    private const string XForms = "http://www.w3.org/2002/xforms";

    /// <summary>
    /// The record, or why these bytes are none: <c>not-xml</c>, <c>encoding-unknown</c>, <c>dtd-refused</c>, <c>too-deep</c>,
    /// <c>too-many-elements</c>, <c>too-large</c>, <c>no-form-id</c>, <c>no-instance-id</c> (encrypted records). Throws nothing,
    /// whatever the bytes are.
    /// </summary>
    public static ReadInstance Read(ReadOnlyMemory<byte> xml)
    {
        if (xml.Length > SafeXml.MaxBytes)
            return Refuse(new XmlFault("too-large", 0, $"{SafeXml.MaxBytes}"));
        try
        {
            using var reader = XmlReader.Create(SafeXml.Stream(xml), SafeXml.Settings);
            var pass = new Pass(reader);
            return pass.Run() is { } fault ? Refuse(fault) : pass.Envelope();
        }
        catch (Exception thrown) when (SafeXml.IsAboutTheBytes(thrown))
        {
            return Refuse(SafeXml.Explain(thrown, xml.Span));
        }
    }

    private static ReadInstance Refuse(XmlFault fault) => new(null, fault);

    private sealed class Pass(XmlReader reader)
    {
        private Element[] elements = new Element[96];
        private int count;
        private int current = -1;
        private StringBuilder? pieces;
        private ImmutableArray<(int, string, string)>.Builder? entityAttributes;
        private ImmutableArray<NotedFile>.Builder? files;
        private string? rootId, rootVersion, rootInstanceId, rootSpace;
        private bool encrypted;

        public XmlFault? Run()
        {
            while (reader.Read())
                switch (reader.NodeType)
                {
                    case XmlNodeType.Element when reader.Depth >= SafeXml.MaxDepth:
                        return new XmlFault("too-deep", Line, $"{SafeXml.MaxDepth}");
                    case XmlNodeType.Element when count >= SafeXml.MaxElements:
                        return new XmlFault("too-many-elements", Line, $"{SafeXml.MaxElements}");
                    case XmlNodeType.Element:
                        Open();
                        break;
                    case XmlNodeType.EndElement:
                        Close();
                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                        AddText();
                        break;
                }
            return null;
        }

        public ReadInstance Envelope()
        {
            var id = rootId is { Length: > 0 } ? rootId.Trim() : rootSpace is null or "" or XForms ? "" : rootSpace;
            if (id.Length == 0)
                return Refuse(new XmlFault("no-form-id", 1));
            var instanceId = Meta("instanceID") ?? rootInstanceId;
            if (encrypted && instanceId is null)
                return Refuse(new XmlFault("no-instance-id", 1));
            return new(new Instance
            {
                FormId = id,
                Version = rootVersion ?? "",
                InstanceId = instanceId,
                DeprecatedId = Meta("deprecatedID"),
                Encrypted = encrypted ? EncryptedEnvelope() : null,
                Elements = elements[..count],
                EntityAttributes = entityAttributes?.ToImmutable() ?? [],
                Files = files?.ToImmutable() ?? [],
            }, null);
        }

        private int Line => (reader as IXmlLineInfo)?.LineNumber ?? 0;

        private void Open()
        {
            if (count == elements.Length)
                Array.Resize(ref elements, count * 2);
            pieces?.Clear();
            var index = count++;
            var empty = reader.IsEmptyElement;
            elements[index] = new Element { Name = reader.LocalName, Parent = current, First = -1, Last = -1, Next = -1 };
            // What our own app notes about files (adit:file) stands in the record as received, and answers no question.
            var noted = reader.NamespaceURI == Meaning.Space;
            if (current >= 0 && !noted)
                Link(index);
            if (noted && reader is { HasAttributes: true, LocalName: "file" })
                ReadFile();
            else if (index == 0)
                ReadRoot();
            else if (reader.HasAttributes && reader.LocalName == "entity")
                ReadAttributes(index);
            if (!empty)
                current = index;
        }

        private void Link(int index)
        {
            ref var parent = ref elements[current];
            if (parent.Last >= 0)
                elements[parent.Last].Next = index;
            else
                parent.First = index;
            parent.Last = index;
        }

        private void Close()
        {
            if (pieces is { Length: > 0 })
            {
                elements[current].Text = pieces.ToString();
                pieces.Clear();
            }
            current = elements[current].Parent;
        }

        // Text comes in pieces around comments and CDATA; joined only at the end, or many small pieces would cost their square.
        private void AddText()
        {
            ref var element = ref elements[current];
            if (element.First >= 0)
                return;   // text between the members of a group is nobody's answer
            if (element.Text is null)
            {
                pieces?.Clear();
                element.Text = reader.Value;
                return;
            }
            pieces ??= new StringBuilder();
            if (pieces.Length == 0)
                pieces.Append(element.Text);
            pieces.Append(reader.Value);
        }

        private void ReadRoot()
        {
            rootSpace = reader.NamespaceURI;
            while (reader.MoveToNextAttribute())
                switch (reader.LocalName)
                {
                    case "id" when reader.NamespaceURI.Length == 0: rootId = reader.Value; break;
                    case "version": rootVersion = reader.Value; break;
                    case "instanceID": rootInstanceId = Filled(reader.Value); break;
                    case "encrypted": encrypted = reader.Value == "yes"; break;
                }
            reader.MoveToElement();
        }

        private void ReadFile()
        {
            if (reader.GetAttribute("sha256") is { Length: 64 } sha256 && sha256.All(char.IsAsciiHexDigitLower))
                (files ??= ImmutableArray.CreateBuilder<NotedFile>()).Add(new(reader.GetAttribute("name") ?? "", sha256, reader.GetAttribute("place")));
        }

        private void ReadAttributes(int index)
        {
            entityAttributes ??= ImmutableArray.CreateBuilder<(int, string, string)>();
            while (reader.MoveToNextAttribute())
                entityAttributes.Add((index, reader.LocalName, reader.Value));
            reader.MoveToElement();
        }

        // meta stands in the form's namespace or in OpenRosa's, with or without a slash at its end; sometimes in two at once.
        private string? Meta(string name)
        {
            for (var meta = elements[0].First; meta >= 0; meta = elements[meta].Next)
                if (elements[meta].Name == "meta" && Child(meta, name) is { } value)
                    return value;
            return null;
        }

        private string? Child(int parent, string name)
        {
            for (var child = elements[parent].First; child >= 0; child = elements[child].Next)
                if (elements[child].Name == name && Filled(elements[child].Text) is { } value)
                    return value;
            return null;
        }

        private EncryptedEnvelope EncryptedEnvelope()
        {
            var media = ImmutableArray.CreateBuilder<string>();
            for (var child = elements[0].First; child >= 0; child = elements[child].Next)
                if (elements[child].Name == "media")
                    for (var file = elements[child].First; file >= 0; file = elements[file].Next)
                        if (Filled(elements[file].Text) is { } name)
                            media.Add(name);
            return new(Child(0, "base64EncryptedKey") ?? "", Child(0, "encryptedXmlFile"), media.ToImmutable(), Child(0, "base64EncryptedElementSignature"));
        }

        private static string? Filled(string? text) => text?.Trim() is { Length: > 0 } value ? value : null;
    }
}
