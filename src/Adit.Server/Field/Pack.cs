using System.Buffers.Text;
using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Adit.BackChecks;
using Adit.Forms;
using Adit.Incidents;
using Adit.Maps;
using Adit.People;
using Adit.Phones;
using Adit.Plans;
using Adit.Protection;
using Adit.Risk;
using Adit.Safety;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Field;

/// <summary>All that an agent's phone keeps to work without a network: their own forms, sites and due work, and nobody else's.</summary>
internal sealed record Pack(PackAgent Agent, PackProgramme Programme, string Key, PackPhotos Photos, PackSafety Safety, PackMap Map, IReadOnlyList<PackSite> Sites, IReadOnlyList<PackForm> Forms, IReadOnlyList<PackDue> Due);

/// <summary>Who works with the phone.</summary>
internal sealed record PackAgent(string Id, string Code, string Language);

/// <summary>The programme it sends to.</summary>
internal sealed record PackProgramme(string Name, bool Simulated);

/// <summary>How photos are reduced before they are kept: the longer side in pixels, and the quality of the JPEG from 0 to 1.</summary>
internal sealed record PackPhotos(int LongestSide, decimal Quality);

/// <summary>How the agent is looked after.</summary>
/// <param name="CheckInBy">The time of day, HH:mm at the site, by which they say that they are well; null where nobody waits for it.</param>
/// <param name="Duty">Where a call for help goes by SMS; null for nowhere.</param>
internal sealed record PackSafety(string? CheckInBy, PackDuty? Duty);

/// <summary>Who hears a call for help.</summary>
internal sealed record PackDuty(string Phone);

/// <summary>The map that sites are shown on.</summary>
/// <param name="Borders">Where the borders of countries are, which ship with the program.</param>
/// <param name="Attribution">Whose the finer map is; null where the programme has none.</param>
internal sealed record PackMap(string Borders, string? Attribution);

/// <summary>The finer map around a site.</summary>
/// <param name="Sha256">Of it, hex.</param>
internal sealed record PackPiece(string Address, string Sha256, long Bytes);

/// <summary>A site where the agent works, with its pits.</summary>
/// <param name="Map">Null where there is none.</param>
/// <param name="Closed">Where nobody is to go there now; else null.</param>
internal sealed record PackSite(string Id, string Code, string Name, string Zone, decimal? Latitude, decimal? Longitude, PackPiece? Map, PackClosure? Closed, IReadOnlyList<PackPit> Pits);

/// <summary>A site is closed for safety.</summary>
/// <param name="Until">The last day; null where nobody knows yet.</param>
internal sealed record PackClosure(DateOnly? Until, string Why);

/// <summary>A pit or wash point.</summary>
internal sealed record PackPit(string Id, string Code, string Name);

/// <summary>A form that the agent fills in.</summary>
/// <param name="Group"><c>main</c> or <c>other</c>.</param>
/// <param name="Protected">Whether it is protected as a whole: its name is shown behind the PIN alone.</param>
/// <param name="Sealed">Whether the phone may not open again what was filled in; so it is with every protected form.</param>
/// <param name="Address">Where its XML is.</param>
internal sealed record PackForm(
    string Form, string Version, string Title, string? Icon, string Group, bool Protected, bool Sealed, int Urgency, bool Visit, string Sha256, string Address,
    IReadOnlyList<PackMedia> Lists, IReadOnlyList<PackMedia> Media);

/// <summary>A list or a media file of a form.</summary>
internal sealed record PackMedia(string Name, string Type, string Md5, string Address);

/// <summary>Something that is due.</summary>
/// <param name="Kind"><c>visit</c>, <c>measure</c> or <c>follow-up</c>.</param>
/// <param name="Form">What it is recorded with; null where no form is open for it.</param>
/// <param name="Quiet">Whether nothing of it may be read before the agent has proved who they are.</param>
/// <param name="Entity">The entity that a record of it names; null where it is about none.</param>
/// <param name="Answers">What the form begins with; null where it begins empty.</param>
internal sealed record PackDue(string Id, string Kind, string Site, string? Form, string Title, string Detail, bool Quiet, string? Entity = null, IReadOnlyList<PackAnswer>? Answers = null);

/// <summary>An answer that a form begins with: the path of its question, and the value.</summary>
internal sealed record PackAnswer(string Path, string Value);

/// <summary>Fills the pack of an agent.</summary>
internal sealed class PackFilling(DbConnection db, Register register, InForce? inForce, Agent agent, Instant now)
{
    private readonly Words _words = Words.OnPhone(agent.Language);
    private readonly IReadOnlyDictionary<SiteId, ImmutableArray<Closure>> _closures = SafetyTable.Closures(db);
    private readonly IReadOnlyList<Site> _sites = [.. agent.Sites.Distinct().Where(register.Sites.ContainsKey).Select(s => register.Sites[s]).OrderBy(s => s.Code, StringComparer.Ordinal)];
    private readonly IReadOnlyDictionary<SiteId, SitePiece> _pieces = MapsTable.Pieces(db, agent.Sites.Distinct()).ToDictionary(p => p.Site);
    private readonly IReadOnlyList<OpenForm> _forms =
        [.. register.Forms.Values.Where(f => f.Published is { Newest: true, State: FormState.Open } && register.Offers(agent, f.Published.Form))
            .OrderBy(f => f.Form.Button.Visit ? 0 : 1).ThenBy(f => f.Form.Button.Urgency).ThenBy(f => f.Published.Form, StringComparer.Ordinal)];

    private readonly PhoneLists _lists = new(db, register, inForce, agent, now);

    public Pack Fill(PackProgramme programme, byte[] phoneKey) => new(
        Of(agent), programme, Base64Url.EncodeToString(Parcel.PublicKey(phoneKey)), Photos(), Safety(), new(WebFiles.Url("map/countries.json"), MapsTable.InUse(db)?.Set.Attribution), [.. _sites.Select(ToSite)], [.. _forms.Select(ToForm)], [.. Visits(), .. Questions(), .. new FollowUps(register, _lists, _forms, agent, now, _words).Due(), .. new ActionsDue(db, register, _forms, _sites, agent, now, _words).Due(), .. new MeetingsDue(db, _forms, _sites, _words).Due(), .. Measures()]);

    /// <summary>An agent as their phone knows them.</summary>
    public static PackAgent Of(Agent agent) => new(agent.Id.ToString(), agent.Name, agent.Language);

    private PackPhotos Photos()
    {
        var set = PhotosTable.Set(db);
        return new(set.LongestSide, set.Quality / 100m);
    }

    private PackSafety Safety()
    {
        var set = SafetyTable.Set(db);
        return new(set.CheckInBy?.ToString("HH:mm", CultureInfo.InvariantCulture), set.HelpPhone.Length > 0 ? new(set.HelpPhone) : null);
    }

    private PackSite ToSite(Site site) => new(
        site.Id.ToString(), site.Code, site.Name, site.Zone, site.Place?.Latitude, site.Place?.Longitude,
        _pieces.GetValueOrDefault(site.Id) is { } piece ? new($"{FieldMaps.Path}/{piece.Sha256}", piece.Sha256, piece.Bytes) : null, ClosureOf(site) is { } closed ? new(closed.Until, closed.Why) : null,
        [.. register.Pits.GetValueOrDefault(site.Id, []).OrderBy(p => p.Code, StringComparer.Ordinal).Select(p => new PackPit(p.Id.ToString(), p.Code, p.Name))]);

    private Closure? ClosureOf(Site site) => _closures.GetValueOrDefault(site.Id, []).FirstOrDefault(c => c.Holds(SiteRisk.Today(site, now.ToDateTimeOffset())));

    private PackForm ToForm(OpenForm form)
    {
        var (published, button, secret) = (form.Published, form.Form.Button, form.Form.Tier == Tier.T3);
        var address = $"/api/field/forms/{FormListXml.Step(published.Form)}/versions/{FormListXml.Version(published.Version)}";
        return new(
            published.Form, published.Version, FormWords.Title(form, _words), button.Icon, button.Main && !secret ? "main" : "other", secret, form.Form.Sealed, button.Urgency, button.Visit, form.Sha256, address + ".xml",
            [.. form.Form.MediaFiles.Where(name => form.Media.All(m => m.Name != name)).Select(name => _lists.Find(form.Form, name)).OfType<PhoneList>().Select(l => Of(l.FileName, "text/csv", l.Hash))],
            [.. form.Media.Where(m => form.Form.MediaFiles.Contains(m.Name)).Select(m => Of(m.Name, m.Type, m.Md5))]);

        PackMedia Of(string name, string type, string md5) => new(name, type, md5, $"{address}/media/{FormListXml.Step(name)}");
    }

    private IEnumerable<PackDue> Visits()
    {
        var form = _forms.FirstOrDefault(f => f.Form.Button.Visit);
        var (today, checks) = (DueToday().ToList(), Seconds().ToList());
        // What an agent makes a second time looks like any other visit: who knows that it is a check looks otherwise. A visit that is due anyway is the second one, too.
        foreach (var site in today.Concat(checks.Where(c => c.Case is null && c.Form == form?.Published.Form).Select(c => _sites.First(s => s.Id == c.Site))).Distinct().OrderBy(s => s.Code, StringComparer.Ordinal))
            yield return new(
                $"visit:{site.Id}", "visit", site.Id.ToString(), form?.Published.Form, form is null ? _words["field.due.visit"] : FormWords.Title(form, _words), Detail(site), Quiet: false, null, At(site, form));
        foreach (var check in checks.Where(c => c.Case is not null || c.Form != form?.Published.Form))
            if (_forms.FirstOrDefault(f => f.Published.Form == check.Form) is { } other && _sites.First(s => s.Id == check.Site) is var site)
                yield return new(
                    $"asked:{check.Id}", "visit", site.Id.ToString(), check.Form, check.Case is { } number ? $"{FormWords.Title(other, _words)}: {number}" : FormWords.Title(other, _words),
                    check.Case is null && other.Form.Button.Visit ? Detail(site) : _words.Say("field.due.asked.detail", ("site", site.Name), ("day", _words.Day(check.Until))), Quiet: false, null, At(site, other));
    }

    private string Detail(Site site) => agent.DaysAWeek > 0 ? _words.Say("field.due.visit.detail", ("site", site.Name), ("n", agent.DaysAWeek)) : site.Name;

    /// <summary>A form that is opened from what is due at a site begins with that site.</summary>
    public static IReadOnlyList<PackAnswer> At(Site site, OpenForm? form) =>
        [.. (form?.Form.Nodes ?? []).Where(n => n is { Kind: NodeKind.Question, Meaning.Subject: "site" }).Take(1).Select(n => new PackAnswer(n.Path, site.Id.ToString()))];

    private IEnumerable<BackCheck> Seconds() => BackChecksTable.Waiting(db, DateOnly.FromDateTime(now.ToDateTimeOffset().UtcDateTime).AddDays(-1), agent.Id)
        .Where(c => _sites.FirstOrDefault(s => s.Id == c.Site) is { } site && _forms.Any(f => f.Published.Form == c.Form) && ClosureOf(site) is null && SiteRisk.Today(site, now.ToDateTimeOffset()) <= c.Until);

    // What the office asks about an incident is read by nobody over a shoulder; it ends when somebody answered.
    private IEnumerable<PackDue> Questions()
    {
        foreach (var site in _sites.Where(s => ClosureOf(s) is null))
            foreach (var incident in IncidentsTable.OpenAt(db, site.Id))
                if (incident.Asked is { } asked && SiteRisk.Today(site, now.ToDateTimeOffset()) <= asked.Until && _forms.FirstOrDefault(f => f.Published.Form == asked.Form) is { } form && DaysTable.FirstAfter(db, site.Id, asked.Form, asked.Entry) is null)
                    yield return new($"question:{incident.Number}", "visit", site.Id.ToString(), asked.Form, FormWords.Title(form, _words), $"{asked.Text} {_words.Say("field.due.asked.detail", ("site", site.Name), ("day", _words.Day(asked.Until)))}", Quiet: true, null, At(site, form));
    }

    // A roster says which days; where none was set for this week, any day will do. Sites are asked about together, as far as it is the same week there.
    private IEnumerable<Site> DueToday() => _sites.Where(s => IsVisited(s) && ClosureOf(s) is null).Select(s => (Site: s, Today: SiteRisk.Today(s, now.ToDateTimeOffset()))).GroupBy(s => Rostering.Monday(s.Today)).SelectMany(week =>
    {
        var ids = week.Select(s => s.Site.Id).ToList();
        var (set, planned) = (RosterTable.Set(db, ids, week.Key), RosterTable.Of(db, ids, week.Key));
        return week.Where(s => set.Contains(s.Site.Id) ? planned[s.Site.Id].Contains(new(agent.Id, s.Today)) : agent.DaysAWeek > 0).Select(s => s.Site);
    });

    // What was measured and lies over its limit is measured again, until it does not.
    private IEnumerable<PackDue> Measures()
    {
        if (inForce is null || _sites.Count == 0)
            return [];
        var form = _forms.FirstOrDefault(f => f.Form.Button.Visit);
        var rated = RatingsTable.On(db, _sites.Select(s => s.Id), DateOnly.FromDateTime(now.ToDateTimeOffset().UtcDateTime), SiteRisk.Newest(db));
        var measured = inForce.Catalogue.Indicators.Where(i => i is { Kind: IndicatorKind.Measure, Protected: false }).ToDictionary(i => i.Id);
        return
        [
            .. _sites.SelectMany(s => rated[s.Id].Where(r => r.Row.Rating.State == RatingState.Open && measured.ContainsKey(r.Indicator)).Select(r => new PackDue(
                $"measure:{s.Id}:{r.Indicator}", "measure", s.Id.ToString(), form?.Published.Form, _words.Say("field.due.measure", ("what", measured[r.Indicator].Name.In(_words.Language))),
                _words.Say("field.due.measure.detail", ("site", s.Name), ("day", _words.Day(r.Row.Rating.LastLook ?? r.Row.Rating.Since))), Quiet: false, null, At(s, form)))).OrderBy(d => d.Id, StringComparer.Ordinal),
        ];
    }

    private static bool IsVisited(Site site) => site is { Kind: SiteKind.Monitored, Stage: Stage.Evaluation or Stage.Baseline or Stage.Monitored };
}
