using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.People;

namespace Adit.Forms;

/// <summary>Whether a form may be filled in.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FormState>))]
public enum FormState
{
    /// <summary>Listed on phones; records are taken.</summary>
    Open,

    /// <summary>No longer listed; records still on phones are taken.</summary>
    Closing,

    /// <summary>Neither listed nor taken.</summary>
    Closed,
}

/// <summary>Where a form is of use, and to whom: phones of other agents are not offered it. Replaces what was said before; what is sent is taken wherever it comes from.</summary>
/// <param name="Stages">Of the sites; none means any.</param>
/// <param name="Sites">None means any.</param>
/// <param name="Functions">Who has one of these; null means everybody.</param>
public sealed record FormTargeted(
    string Form, ImmutableArray<Sites.Stage> Stages, ImmutableArray<SiteId> Sites,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<AgentFunction>? Functions = null) : Fact
{
    /// <summary>Of use everywhere.</summary>
    public static FormTargeted Everywhere(string form) => new(form, [], []);

    /// <summary>Whether it is of use everywhere, so that agents without a site have it too.</summary>
    [JsonIgnore]
    public bool IsEverywhere => Stages.IsEmpty && Sites.IsEmpty;

    /// <summary>Whether it is of use to an agent with these functions.</summary>
    public bool IsFor(ImmutableArray<AgentFunction> functions) => Functions is not { } asked || asked.Any(functions.Contains);

    /// <summary>Whether it is of use at a site.</summary>
    public bool Reaches(SiteId site, Sites.Stage stage) => (Stages.IsEmpty || Stages.Contains(stage)) && (Sites.IsEmpty || Sites.Contains(site));
}

/// <summary>A version of a form was published. Its bytes are kept as they came; phones get exactly these.</summary>
/// <param name="Form">The form id that the XForm names.</param>
/// <param name="Md5">Lower-case hex of the MD5 of the bytes, which OpenRosa asks for; it protects nothing.</param>
/// <param name="Xml">The XForm, as uploaded.</param>
public sealed record FormPublished(string Form, string Version, string Title, string Md5, ReadOnlyMemory<byte> Xml) : Fact;

/// <summary>A form was opened, is closing, or was closed.</summary>
public sealed record FormStateChanged(string Form, FormState State) : Fact;

/// <summary>A media file of a form version was uploaded.</summary>
/// <param name="Md5">Lower-case hex of the MD5 of the plain file, which OpenRosa asks for.</param>
/// <param name="Blob">Where the file lies, encrypted.</param>
public sealed record FormMediaSet(string Form, string Version, string Name, string Type, string Md5, Protection.Blob Blob) : Fact;
