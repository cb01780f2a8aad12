using System.ComponentModel;
using System.Data.Common;
using System.Globalization;
using Adit.Incidents;
using Adit.People;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Partners;

/// <summary>What was shown to people and programs from outside: the programme sees it of the sites that it sees, others what was shown to their own organisation.</summary>
internal static class ReadsRoom
{
    /// <summary>The address of the page.</summary>
    public const string Address = "/reads";

    private const int PageSize = 100;

    /// <summary>Something that was shown.</summary>
    internal sealed record ReadAnswer(
        DateOnly Day, DateTimeOffset At, string Who, string? Organisation, [property: Description("The code of the site; null where it was about several, or about none.")] string? Site,
        [property: Description("Of a site page, api, or the ending of a file; else the address or table.")] string What, [property: Description("The tier of the agreement that showed it; null where none did.")] string? Tier,
        [property: Description("What the agreement is for; null where none showed it, or it does not say.")] string? Purpose, [property: Description("Its ledger index.")] long Entry);

    /// <summary>A page of what was shown.</summary>
    /// <param name="Next">What to ask for as before; null on the last page.</param>
    internal sealed record ReadsAnswer(IReadOnlyList<ReadAnswer> Reads, long? Next);

    public static void MapReads(this IEndpointRouteBuilder routes) => routes.MapGet(Address, (HttpContext http, CurrentPerson person) => Before(http) is { } before
        ? Pages.Answer<ReadsPage>(Frames.Of(http), View(http, person, before.Entry), StatusCodes.Status200OK) : Problems.Unreadable(http, "before")).Needs(Right.SeeSites, Tier.T2);

    public static void MapReadsApi(this IEndpointRouteBuilder api) => api.MapGet(Address, (HttpContext http, CurrentPerson person) =>
    {
        if (Before(http) is not { } before)
            return Problems.Unreadable(http, "before");
        var (found, next) = Find(http, person, before.Entry);
        var (register, words) = (http.RequestServices.GetRequiredService<Registers>().Current, Frames.Of(http).Words);
        return Results.Json(new ReadsAnswer(
            [.. found.Select(r => new ReadAnswer(
                r.Fact.Day, r.At.ToDateTimeOffset(), PeopleWords.Name(register, r.Fact.Reader, words), Organisation(register, r)?.Code, Site(register, r)?.Code, r.Fact.What, r.Fact.By?.Tier.ToString().ToLowerInvariant(),
                r.Fact.By?.Purpose is { } purpose ? IncidentWords.KeyOf(purpose) : null, r.Entry))], next));
    }).Needs(Right.SeeSites, Tier.T2).WithTags("Partners").WithName("reads").WithSummary("What people and programs from outside were shown, the newest first: for the programme of its sites, for others of their own organisation.").Produces<ReadsAnswer>().Refuses(400);

    private static ReadsView View(HttpContext http, CurrentPerson person, long? before)
    {
        var (register, frame) = (http.RequestServices.GetRequiredService<Registers>().Current, Frames.Of(http));
        var (found, next) = Find(http, person, before);
        return new(
            person.Role.OfTheProgramme(),
            [.. found.Select(r => new ReadView(
                r.Fact.Day, PeopleWords.Name(register, r.Fact.Reader, frame.Words), Organisation(register, r)?.Name, Site(register, r) is { } site ? new(site.Name, SiteWords.Path(site)) : null,
                r.Fact.Site is null ? null : frame.Words.Has("reads.way." + r.Fact.What) ? frame.Words["reads.way." + r.Fact.What] : r.Fact.What.ToUpperInvariant(), r.Fact.Site is null ? r.Fact.What : null,
                r.Fact.By is { } by ? by.Purpose is { } purpose ? $"{by.Tier}, {OrganisationsFilling.For(purpose, frame.Words).Label}" : by.Tier.ToString() : null, r.Entry))],
            next is { } last ? string.Create(CultureInfo.InvariantCulture, $"{Address}?before={last}") : null);
    }

    private static (IReadOnlyList<NotedRead> Found, long? Next) Find(HttpContext http, CurrentPerson person, long? before)
    {
        var (database, register) = (http.RequestServices.GetRequiredService<Database>(), http.RequestServices.GetRequiredService<Registers>().Current);
        var found = database.Read(db => Of(db, register, person, before));
        return (found.Count > PageSize ? [.. found.Take(PageSize)] : found, found.Count > PageSize ? found[PageSize - 1].Entry : null);
    }

    private static IReadOnlyList<NotedRead> Of(DbConnection db, Register register, CurrentPerson person, long? before)
    {
        if (person.Role.OfTheProgramme())
            return ReadsTable.Page(db, OpenedRecord.SeesAll(person) ? null : [.. person.User!.Sites], null, null, before, PageSize + 1);
        return register.Agreed.Of(person.User) is { } own ? ReadsTable.Page(db, null, own.Organisation, null, before, PageSize + 1) : ReadsTable.Page(db, null, null, person.Actor, before, PageSize + 1);
    }

    private static OrganisationSet? Organisation(Register register, NotedRead read) => read.Fact.Organisation is { } organisation ? register.Agreed.Find(organisation) : null;

    private static Site? Site(Register register, NotedRead read) => read.Fact.Site is { } site ? register.Sites.GetValueOrDefault(site) : null;

    // Null where it cannot be read.
    private static Place? Before(HttpContext http) => http.Request.Query["before"].ToString() is not { Length: > 0 } text ? new(null)
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var entry) ? new(entry) : null;

    private sealed record Place(long? Entry);
}
