using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Releases;
using Adit.Risk;
using Adit.Stages;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;
using Microsoft.Data.Sqlite;

namespace Adit.Sites;

/// <summary>The register of sites, and a site's own page.</summary>
internal static class SitesRoom
{
    private const int LongestCode = 24;

    public static void MapSites(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sites", List).Needs(Right.SeeSites, Tier.T2);
        routes.MapPost("/sites", Add).Needs(Right.KeepSites, Tier.T2);
        routes.MapGet("/sites/{site}", One).Needs(Right.SeeSites, Tier.T2);
    }

    private static async Task<IResult> One(string site, HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, LedgerReading ledger, ReleaseActs releases)
    {
        if (SiteWords.Find(registers.Current, site) is not { } found || !person.SeesSite(found))
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var frame = Frames.Of(http);
        var view = database.Read(db => new SiteFilling(db, ledger, frame, person, registers.Current, catalogues.Current!).Of(found, AsOf.Read(db, ledger, http.Request, found, frame.Now)));
        await releases.Disclose(person, [.. (view.Released ?? []).Take(SitePage.MostReleased).Select(r => r.Id)], "page");
        return Pages.Answer<SitePage>(frame, view);
    }

    private static IResult List(HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, SitesToday today)
    {
        var frame = Frames.Of(http);
        return Pages.Answer<SitesPage>(frame, database.Read(db => new SitesListing(db, today, frame, person, registers.Current, catalogues.Current!).Fill(FrameReading.Table(http.Request, "wrong"))));
    }

    private static async Task<IResult> Add(HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        var form = await http.Request.ReadFormAsync();
        var asked = new SiteAsked(form["name"], form["country"], form["place"], form["zone"], form["position"], form["minerals"].ToString().Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)) { Code = form["code"], ProposedBy = form["proposed"] };
        var (code, reasons) = await AddSite(asked, Frames.Of(http).Words, person.Actor, database, registers);
        return code is null ? Problems.Of(http, StatusCodes.Status400BadRequest, "bad-request", reasons) : Results.Redirect("/sites/" + Uri.EscapeDataString(code));
    }

    /// <summary>Adds a site as a candidate; the code that it was given, or every reason why not.</summary>
    internal static async Task<(string? Code, IReadOnlyList<string> Reasons)> AddSite(SiteAsked asked, Words words, ActorId by, Database database, Registers registers)
    {
        var (name, country, zone, position, own, proposed) = (Text(asked.Name), Text(asked.Country), Text(asked.Zone), Text(asked.Position), Text(asked.Code), Text(asked.ProposedBy));
        var reasons = new List<string>();
        if (name.Length is 0 or > 120)
            reasons.Add(words["sites.refuse.name"]);
        if (country.Length != 2 || !country.All(char.IsAsciiLetterUpper))
            reasons.Add(words["sites.refuse.country"]);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            reasons.Add(words["sites.refuse.zone"]);
        if (position.Length > 0 && !GeoPoint.TryRead(position, out _))
            reasons.Add(words["sites.refuse.position"]);
        if (own.Length > 0 && (own.Length > LongestCode || own.StartsWith('-') || !own.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')))
            reasons.Add(words["sites.refuse.code"]);
        else if (own.Length > 0 && IsTaken(own, registers.Current))
            reasons.Add(words["sites.refuse.code-taken"]);
        if (proposed.Length > Acting.Longest)
            reasons.Add(words.Say("refuse.stage-too-long", ("n", Acting.Longest)));
        if (reasons.Count > 0)
            return (null, reasons);
        var code = own.Length > 0 ? own : CodeOf(name, registers.Current);
        await database.Write(writing =>
        {
            var site = new SiteId(Guid.CreateVersion7());
            writing.Record(by, new SiteRegistered(
                site, code, name, SiteKind.Monitored, Stage.Candidate, country, Text(asked.Province), [.. (asked.Minerals ?? []).Select(m => m.ToLowerInvariant())],
                GeoPoint.TryRead(position, out var place) ? place : null, zone, "pit", [], null, [], null));
            return proposed.Length == 0 ? null : writing.Record(by, new CandidateNamed(site, proposed, Risk.Clock.DayOf(database.Clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(zone))));
        });
        return (code, []);
    }

    private static string Text(string? text) => text?.Trim() ?? "";

    // A page of the register has the address of a site with its name.
    private static bool IsTaken(string code, Register register) => register.SiteCodes.ContainsKey(code) || code.Equals(StagesRoom.ToCome, StringComparison.OrdinalIgnoreCase);

    private static string CodeOf(string name, Register register)
    {
        var stem = string.Concat(name.Normalize(System.Text.NormalizationForm.FormD).Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        stem = stem.Length == 0 ? "site" : stem[..Math.Min(stem.Length, 20)];
        var code = stem;
        for (var n = 2; IsTaken(code, register); n++)
            code = $"{stem}-{n}";
        return code;
    }
}
