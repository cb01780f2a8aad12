using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Adit.Forms;

/// <summary>Reads XML that strangers send: no document type, nothing looked up, depth and size bounded.</summary>
internal static class SafeXml
{
    public const int MaxDepth = 100;
    public const int MaxElements = 100_000;

    /// <summary>Of a form, which may carry lists of tens of thousands of places in several languages.</summary>
    public const int MaxFormElements = 600_000;
    public const int MaxBytes = 20_000_000;

    /// <summary>Comments, processing instructions and white space between elements are passed over.</summary>
    public static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        CloseInput = false,
        MaxCharactersInDocument = MaxBytes,
    };

    public static MemoryStream Stream(ReadOnlyMemory<byte> xml) =>
        MemoryMarshal.TryGetArray(xml, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(xml.ToArray(), writable: false);

    /// <summary>What an exception of the XML reader means to who wrote the file. The exception's own words may quote the file, so they are not used.</summary>
    public static XmlFault Explain(Exception thrown, ReadOnlySpan<byte> xml) => thrown switch
    {
        // A document type stands before the root, so the first kilobytes show it, in UTF-8 or in UTF-16.
        XmlException bad when Mentions(xml[..Math.Min(xml.Length, 4096)], "<!DOCTYPE") => new("dtd-refused", bad.LineNumber),
        // Only an encoding that is not known carries another exception within, or has no line at all.
        XmlException { InnerException: ArgumentException or NotSupportedException or DecoderFallbackException } => new("encoding-unknown", 1),
        XmlException bad => new("not-xml", bad.LineNumber),
        _ => new("encoding-unknown", 1),
    };

    /// <summary>True for what the XML reader throws over the bytes it is given.</summary>
    public static bool IsAboutTheBytes(Exception thrown) =>
        thrown is XmlException or ArgumentException or NotSupportedException or InvalidOperationException;

    /// <summary>The document of a form with line numbers, or why not.</summary>
    public static (XDocument? Document, XmlFault? Fault) Load(ReadOnlyMemory<byte> xml)
    {
        if (xml.Length > MaxBytes)
            return (null, new XmlFault("too-large", 0, $"{MaxBytes}"));
        try
        {
            if (Measure(xml) is { } fault)
                return (null, fault);
            using var reader = XmlReader.Create(Stream(xml), Settings);
            return (XDocument.Load(reader, LoadOptions.SetLineInfo), null);
        }
        catch (Exception thrown) when (IsAboutTheBytes(thrown))
        {
            return (null, Explain(thrown, xml.Span));
        }
    }

    private static XmlFault? Measure(ReadOnlyMemory<byte> xml)
    {
        using var reader = XmlReader.Create(Stream(xml), Settings);
        var elements = 0;
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            if (reader.Depth >= MaxDepth)
                return new XmlFault("too-deep", ((IXmlLineInfo)reader).LineNumber, $"{MaxDepth}");
            if (++elements > MaxFormElements)
                return new XmlFault("too-many-elements", ((IXmlLineInfo)reader).LineNumber, $"{MaxFormElements}");
        }
        return null;
    }

    private static bool Mentions(ReadOnlySpan<byte> bytes, string word)
    {
        var letters = new StringBuilder(bytes.Length);
        foreach (var one in bytes)
            if (one != 0)
                letters.Append((char)one);
        return letters.ToString().Contains(word, StringComparison.Ordinal);
    }
}
