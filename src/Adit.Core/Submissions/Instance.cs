using System.Collections.Immutable;
using Adit.Forms;

namespace Adit.Submissions;

/// <summary>A record as a phone sent it, read once: its envelope, and its elements not yet matched to the questions of a form.</summary>
public sealed class Instance
{
    /// <summary>The form it answers: <c>id</c> of its first element, or that element's namespace (OpenRosa).</summary>
    public required string FormId { get; init; }

    /// <summary>The version of the form; empty where none is said.</summary>
    public required string Version { get; init; }

    /// <summary>The id the phone gave it, as received; null where it gave none.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The instance id of the record that this one replaces; null for a new record.</summary>
    public string? DeprecatedId { get; init; }

    /// <summary>What is needed to open it later, for a record that the phone encrypted; null for a clear one.</summary>
    public EncryptedEnvelope? Encrypted { get; init; }

    /// <summary>How many elements it has.</summary>
    public int Count => Elements.Length;

    /// <summary>The same record under an instance id of its own, editing nothing.</summary>
    public Instance Apart(string instanceId) => Replacing(null, instanceId);

    /// <summary>The same record under an instance id of its own, in place of another one.</summary>
    public Instance Replacing(string? deprecated, string instanceId) =>
        new() { FormId = FormId, Version = Version, InstanceId = instanceId, DeprecatedId = deprecated, Encrypted = Encrypted, Elements = Elements, EntityAttributes = EntityAttributes, Files = Files };

    /// <summary>What Adit's own app noted about its files as they were taken; empty from other apps.</summary>
    public ImmutableArray<NotedFile> Files { get; init; } = [];

    internal Element[] Elements { get; init; } = [];

    /// <summary>Attributes of <c>entity</c> elements.</summary>
    internal ImmutableArray<(int Element, string Name, string Value)> EntityAttributes { get; init; } = [];
}

/// <summary>What the app noted about a file as it was taken. A claim: the file itself is checked when it comes.</summary>
/// <param name="Sha256">Of the plain file, lower-case hex.</param>
/// <param name="Place">A geopoint; null where the phone did not tell.</param>
public sealed record NotedFile(string Name, string Sha256, string? Place);

/// <summary>The envelope of an encrypted record (ODK XForms, encrypted submissions). Nothing in it is readable here.</summary>
/// <param name="Key">The record's key, encrypted for the form's public key, base64.</param>
/// <param name="Xml">Name of the file that holds the encrypted record.</param>
/// <param name="Media">Names of the encrypted attachments. Their order drives the cipher's counter and is kept.</param>
/// <param name="Signature">The encrypted signature, base64; null where there is none.</param>
public sealed record EncryptedEnvelope(string Key, string? Xml, ImmutableArray<string> Media, string? Signature)
{
    /// <summary>All files that belong to the record: the media in order, then the record itself.</summary>
    public ImmutableArray<string> Attachments => Xml is { } xml ? Media.Add(xml) : Media;
}

/// <summary>What reading bytes gave: a record, or the one reason why they are none.</summary>
public readonly record struct ReadInstance(Instance? Instance, XmlFault? Refusal);

/// <summary>One element of a record, linked to its neighbours by index; −1 is none.</summary>
internal struct Element
{
    public string Name;
    public string? Text;
    public int Parent;
    public int First;
    public int Last;
    public int Next;
}
