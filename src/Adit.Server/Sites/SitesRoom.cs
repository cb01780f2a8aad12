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
        return Pages.Answer<SitePage>(frame, database.Read(db => new SiteFilling(db, ledger, frame, person, registers.Current, catalogues.Current!).Of(found, AsOf.Read(db, ledger, http.Request, found, frame.Now))));
    }

    private static IResult List(HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, SitesToday today)
    {
        var frame = Frames.Of(http);
        return Pages.Answer<SitesPage>(frame, database.Read(db => new SitesListing(db, today, frame, person, registers.Current, catalogues.Current!).Fill(FrameReading.Table(http.Request, "wrong"))));
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
}
