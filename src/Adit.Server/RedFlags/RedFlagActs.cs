using System.Collections.Immutable;
using System.ComponentModel;
using Adit.Partners;
using Adit.People;
using Adit.Plans;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.RedFlags;

/// <summary>A look into a list of areas as somebody writes it.</summary>
internal sealed record AreaAsked(
    [property: Description("site or route.")] string? Subject, [property: Description("inside, outside or unclear.")] string? Result, string? List, [property: Description("Its version or its date.")] string? Version, DateOnly? Day,
    [property: Description("Where the list can be found, or who answered.")] string? Source, [property: Description("The way in words, where the route was looked up.")] string? Route = null, [property: Description("Countries that the way goes through, in order: ISO 3166-1 alpha-2.")] IReadOnlyList<string>? Through = null);

/// <summary>An advisory as somebody writes it.</summary>
internal sealed record AdvisoryAsked([property: Description("ISO 3166-1 alpha-2.")] string? Country, [property: Description("As sites say it; empty for the whole country.")] string? Province, string? Says, string? Source, DateOnly? From, DateOnly? Until);

/// <summary>That an advisory is lifted.</summary>
internal sealed record LiftAsked([property: Description("The first day on which it holds no more.")] DateOnly? Day, string? Why);

/// <summary>Notes red flags of areas: asks the rule, records its answer.</summary>
internal sealed class RedFlagActs(Database database)
{
    /// <summary>Notes what a list says of a site or of its route.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<bool> Look(CurrentPerson person, Site site, AreaAsked asked) => Record(person, _ =>
    {
        var subject = PlanActs.Read<AreaSubject>(asked.Subject, "refuse.red-flag-subject");
        ImmutableArray<string> through = subject == AreaSubject.Site ? [] : [.. (asked.Through ?? []).Select(t => Text(t).ToUpperInvariant()).Where(t => t.Length > 0)];
        return RedFlag.Look(
            new(site.Id, subject, PlanActs.Read<AreaResult>(asked.Result, "refuse.red-flag-result"), Text(asked.List), Text(asked.Version), asked.Day ?? default, Text(asked.Source), subject == AreaSubject.Site ? "" : Text(asked.Route), through),
            SiteRisk.Today(site, database.Clock.GetUtcNow()));
    });

    /// <summary>Notes an advisory.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<bool> Advise(CurrentPerson person, AdvisoryAsked asked) => Record(person, _ => RedFlag.Advise(new(
        Guid.CreateVersion7(database.Clock.GetUtcNow()), Text(asked.Country).ToUpperInvariant(), Text(asked.Province), Text(asked.Says), Text(asked.Source), asked.From ?? default, asked.Until)));

    /// <summary>Lifts an advisory.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<bool> Lift(CurrentPerson person, string? advisory, LiftAsked asked) => Record(person, db =>
    {
        var found = Id.TryRead(advisory, out var id) ? RedFlagsTable.Advisories(db).Where(a => a.Advisory.Advisory == id).Select(a => a.Advisory).FirstOrDefault() : null;
        return RedFlag.Lift(new(id, asked.Day ?? default, Text(asked.Why)), found);
    });

    private Task<bool> Record(CurrentPerson person, Func<System.Data.Common.DbConnection, Decision> act) => database.Write(writing =>
    {
        TakingActs.Record(writing, person.Actor, act(writing.Db.Db), "refuse.organisation");
        return true;
    });

    private static string Text(string? text) => text?.ReplaceLineEndings(" ").Trim() ?? "";
}
