using System.Text.Json.Serialization;

namespace Adit.Submissions;

/// <summary>What the office can still do about an upload that was refused.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LetInAs>))]
public enum LetInAs
{
    /// <summary>Nothing makes a record of it: it is no record that can be read.</summary>
    Nothing,

    /// <summary>The record that it claims to be. A closed form, or one that the agent does not have, no longer stands in its way.</summary>
    Itself,

    /// <summary>A record of its own, since what it claims to be is taken, withdrawn or was never held.</summary>
    NewRecord,
}

/// <summary>Decides how a refused upload may come in when the office vouches for it, by the reason for which it was refused.</summary>
public static class LettingIn
{
    /// <summary>How it comes in. What is unknown to us now may be published by then, so it is tried.</summary>
    /// <param name="code">The permanent code of the refusal.</param>
    public static LetInAs Of(string code) => code switch
    {
        "phone.form-closed" or "phone.form-not-yours" or "phone.form-unknown" or "phone.version-unknown" or "phone.cut-off" or "phone.too-many-files" => LetInAs.Itself,
        "phone.other-contents" or "phone.withdrawn" or "phone.edits-unknown" or "phone.edits-superseded" => LetInAs.NewRecord,
        _ => LetInAs.Nothing,
    };
}
