using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;
using Microsoft.Data.Sqlite;

namespace Adit.Sites;

/// <summary>The register of sites, and a site's own page.</summary>
internal static class SitesRoom
{
    private const int PageSize = 50;

    public static void MapSites(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sites", List).Needs(Right.SeeSites, Tier.T2);
        routes.MapPost("/sites", Add).Needs(Right.KeepSites, Tier.T2);
        routes.MapGet("/sites/{site}", One).Needs(Right.SeeSites, Tier.T2);
    }

    private static IResult One(string site, HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, LedgerReading ledger)
    {
        if (SiteWords.Find(registers.Current, site) is not { } found || !person.SeesSite(found))
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var frame = Frames.Of(http);
        return Pages.Answer<SitePage>(frame, database.Read(db => SiteFilling.Of(db, ledger, frame, person, registers.Current, catalogues.Current!, found, AsOf.Read(db, ledger, http.Request, found, frame.Now))));
    }

    private static IResult List(HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues)
    {
        var frame = Frames.Of(http);
        var table = FrameReading.Table(http.Request, "name");
        return Pages.Answer<SitesPage>(frame, database.Read(db => ListOf(db, frame, person, registers.Current, catalogues.Current!, table)));
    }

    private static SitesView ListOf(SqliteConnection db, Frame frame, CurrentPerson person, Register register, InForce inForce, TableView table)
    {
        var words = frame.Words;
        var reference = Asked(table, "kind") == "reference";
        var search = Asked(table, "q");
        var matching = register.Sites.Values
            .Where(s => s.Kind == (reference ? SiteKind.Reference : SiteKind.Monitored) && person.SeesSite(s))
            .Where(s => Matches(s, search))
            .OrderBy(s => s.Name, StringComparer.Ordinal).ThenBy(s => s.Id.Value).ToList();
        var after = Asked(table, "after");
        var start = after is null ? 0 : Math.Max(0, matching.FindIndex(s => s.Id.ToString() == after) + 1);
        var page = matching.Skip(start).Take(PageSize).ToList();
        var k = SiteRisk.Newest(db);
        var last = DaysTable.LastRecords(db, page.Select(s => s.Id));
        var lines = page.Select(s => Line(s, SiteRisk.Of(db, inForce, s, reference ? LastVisit(db, s) : SiteRisk.Today(s, frame.Now), k, person.Sees), register, person, last, words)).ToList();
        var sorted = table.Sort switch
        {
            "wrong" => lines.OrderByDescending(l => l.Wrong.Count).ToList(),
            "standing" => lines.OrderBy(l => l.Standing.Rank).ToList(),
            "stage" => lines.OrderBy(l => l.Stage).ToList(),
            "last" => lines.OrderBy(l => l.LastRecord ?? DateTimeOffset.MinValue).ToList(),
            _ => lines,
        };
        if (table.Descending)
            sorted.Reverse();
        var kinds = new FilterView("kind", words["sites.kind"], reference ? "reference" : null, person.Role.OfTheProgramme() ? [new("reference", words["sites.kind.reference"])] : []);
        return new(
            table, [kinds], search, sorted,
            new(start > 0 ? table.Path + Query(table, null) : null, start + PageSize < matching.Count ? table.Path + Query(table, page[^1].Id.ToString()) : null, words.Say("sites.count", ("n", matching.Count))),
            reference && page.FirstOrDefault() is { } first ? SiteWords.Credit(first, words) : null, person.May(Right.KeepSites) && !reference);
    }

    private static SiteRegisterLineView Line(Site site, SiteRisk risk, Register register, CurrentPerson person, IReadOnlyDictionary<SiteId, Instant> last, Words words)
    {
        var agents = AgentsAt(register, site);
        return new(
            site.Code, site.Name, $"{site.Province}, {site.Country}", SiteWords.Minerals(site, words), site.Kind == SiteKind.Reference ? null : SiteWords.Shown(site.Stage),
            risk.Open.FirstOrDefault()?.Rating.ToStanding() ?? (risk.Attention == Attention.NothingOpen ? Standing.NothingOpen : Standing.NotObserved), Wrong(site, register, words),
            site.Kind == SiteKind.Reference ? "–" : person.Sees >= Tier.T2 ? words.Number(agents) : SiteWords.Band(agents, words), last.TryGetValue(site.Id, out var at) ? at.ToDateTimeOffset() : null);
    }

    /// <summary>Whether a site's name, code or province holds a text; true where none is searched for.</summary>
    internal static bool Matches(Site site, string? search) => search is null || site.Name.Contains(search, StringComparison.CurrentCultureIgnoreCase)
        || site.Code.Contains(search, StringComparison.OrdinalIgnoreCase) || site.Province.Contains(search, StringComparison.CurrentCultureIgnoreCase);

    internal static int AgentsAt(Register register, Site site) => register.Agents.Count(a => a.Sites.Contains(site.Id));

    /// <summary>What is wrong with what is known of a site, in words.</summary>
    internal static IReadOnlyList<string> Wrong(Site site, Register register, Words words)
    {
        var wrong = new List<string>();
        if (site.Place is null)
            wrong.Add(words["sites.wrong.place"]);
        if (site.Kind == SiteKind.Monitored && AgentsAt(register, site) == 0)
            wrong.Add(words["sites.wrong.agent"]);
        if (site.Kind == SiteKind.Monitored && !register.Pits.ContainsKey(site.Id))
            wrong.Add(words["sites.wrong.pits"]);
        if (site.Minerals.IsEmpty)
            wrong.Add(words["sites.wrong.minerals"]);
        return wrong;
    }

    private static async Task<IResult> Add(HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        var form = await http.Request.ReadFormAsync();
        var asked = new SiteAsked(form["name"], form["country"], form["place"], form["zone"], form["position"], form["minerals"].ToString().Split([' ', ','], StringSplitOptions.RemoveEmptyEntries));
        var (code, reasons) = await AddSite(asked, Frames.Of(http).Words, person.Actor, database, registers);
        return code is null ? Problems.Of(http, StatusCodes.Status400BadRequest, "bad-request", reasons) : Results.Redirect("/sites/" + Uri.EscapeDataString(code));
    }

    /// <summary>Adds a site as a candidate; the code that it was given, or every reason why not.</summary>
    internal static async Task<(string? Code, IReadOnlyList<string> Reasons)> AddSite(SiteAsked asked, Words words, ActorId by, Database database, Registers registers)
    {
        var (name, country, zone, position) = (Text(asked.Name), Text(asked.Country), Text(asked.Zone), Text(asked.Position));
        var reasons = new List<string>();
        if (name.Length is 0 or > 120)
            reasons.Add(words["sites.refuse.name"]);
        if (country.Length != 2 || !country.All(char.IsAsciiLetterUpper))
            reasons.Add(words["sites.refuse.country"]);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            reasons.Add(words["sites.refuse.zone"]);
        if (position.Length > 0 && !GeoPoint.TryRead(position, out _))
            reasons.Add(words["sites.refuse.position"]);
        if (reasons.Count > 0)
            return (null, reasons);
        var code = CodeOf(name, registers.Current);
        await database.Write(writing => writing.Record(by, new SiteRegistered(
            new(Guid.CreateVersion7()), code, name, SiteKind.Monitored, Stage.Candidate, country, Text(asked.Province), [.. (asked.Minerals ?? []).Select(m => m.ToLowerInvariant())],
            GeoPoint.TryRead(position, out var place) ? place : null, zone, "pit", [], null, [], null)));
        return (code, []);
    }

    private static string Text(string? text) => text?.Trim() ?? "";

    private static string CodeOf(string name, Register register)
    {
        var stem = string.Concat(name.Normalize(System.Text.NormalizationForm.FormD).Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        stem = stem.Length == 0 ? "site" : stem[..Math.Min(stem.Length, 20)];
        var code = stem;
        for (var n = 2; register.SiteCodes.ContainsKey(code); n++)
            code = $"{stem}-{n}";
        return code;
    }

    internal static DateOnly LastVisit(SqliteConnection db, Site site) => DaysTable.LastDay(db, site.Id) ?? DateOnly.MinValue;

    private static string? Asked(TableView table, string name) => table.Query.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    private static string Query(TableView table, string? after)
    {
        var kept = table.Query.Where(q => q.Key != "after" && q.Value.Length > 0).Select(q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value)}");
        return "?" + string.Join('&', after is null ? kept : kept.Append("after=" + after));
    }
}
