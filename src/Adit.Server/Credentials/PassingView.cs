using Adit.People;
using Adit.Storage;
using Adit.Web;

namespace Adit.Credentials;

/// <summary>What do I keep to myself when I hand this credential on?</summary>
/// <param name="Stands">Whether it can be handed on still.</param>
/// <param name="Passed">What the reader's organisation handed on of it before.</param>
public sealed record PassingView(
    string Id, string SiteName, string Month, string ReportHref, IReadOnlyList<ChoiceView> Parts, IReadOnlyList<ChoiceView> Indicators, string Customer, bool Stands, IReadOnlyList<PassedView> Passed, IReadOnlyList<string>? Refusals);

/// <summary>Something that can be ticked.</summary>
public sealed record ChoiceView(string Value, string Label, bool Ticked);

/// <summary>A credential that was handed on.</summary>
/// <param name="Who">Which organisation did; null on its own page.</param>
/// <param name="LeftOut">What is not in it, in words.</param>
/// <param name="State">current, superseded or withdrawn.</param>
public sealed record PassedView(string? Who, string Customer, string LeftOut, DateTimeOffset At, string State, string Href);

/// <summary>What was handed on, in words.</summary>
internal static class PassingWords
{
    public static PassedView View(PassedOn passed, IssuedCredential issued, Register register, Frame frame, bool organisation)
    {
        var words = frame.Words;
        var left = string.Join("; ", [.. passed.LeftOut.Parts.Select(p => words["credential.left." + p]), .. passed.LeftOut.Indicators > 0 ? (string[])[words.Say("pass-on.indicators.n", ("n", passed.LeftOut.Indicators))] : []]);
        return new(
            organisation ? $"{register.Agreed.Find(passed.Organisation)?.Name ?? "?"} ({PeopleWords.Name(register, passed.By, words)})" : null, passed.Customer, left.Length == 0 ? words["pass-on.whole"] : left,
            passed.At.ToDateTimeOffset().ToOffset(frame.Now.Offset), issued.End switch { null => "current", CredentialEnd.Superseded => "superseded", _ => "withdrawn" }, $"/credentials/{passed.Credential}");
    }
}
