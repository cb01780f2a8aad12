using System.Data.Common;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Plans;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Partners;

/// <summary>Fills the page of needs. The programme sees on it what the partner sees, and besides who has taken what on.</summary>
internal sealed class NeedsFilling(DbConnection db, Frame frame, CurrentPerson person, Register register, InForce inForce)
{
    /// <summary>How many needs a page holds.</summary>
    public const int PageSize = 40;

    private readonly Words _words = frame.Words;
    private readonly Library _library = Composing.Library(db, inForce);

    /// <summary>The organisation whose needs are shown: the reader's own, or the one that the programme asks for.</summary>
    public OrganisationSet? Chosen(string? code) => person.May(Right.TakeOn) ? register.Agreed.Of(person.User)
        : code is { Length: > 0 } ? register.Agreed.Find(code) : WithAgreement().FirstOrDefault();

    public NeedsView Fill(OrganisationSet? organisation, TableView table, int after)
    {
        var sites = organisation is null ? [] : Reach.Of(register, organisation.Organisation, Instant.From(frame.Now), Right.SeeNeeds).Where(person.SeesSite).ToList();
        var (known, ranked) = Rank(sites);
        var own = person.May(Right.TakeOn);
        return new(
            organisation?.Name, own || !WithAgreement().Any() ? null : new("for", _words["needs.for"], organisation?.Code, [.. WithAgreement().Select(o => new OptionView(o.Code, o.Name))], Whole: false), table,
            [.. Enum.GetValues<RankedBy>().Where(q => q != RankedBy.Nothing).Select(q => _words["needs.question." + IncidentWords.KeyOf(q)])], Ranking.Days,
            [.. ranked.Select((r, i) => (r, i)).Skip(after).Take(PageSize).Select(r => Line(r.i + 1, r.r, known, organisation!))], ranked.Length > after + PageSize ? table.From(after + PageSize) : null,
            [.. sites.Select(s => Coverage(known, s, ranked.Count(r => r.Need.Site == s.Id)))],
            own ? [] : [.. PlansTable.Running(db, [.. sites.Select(s => s.Id)]).Where(a => a.Offers.Any(o => o.State == OfferState.Waits)).Select(a => new LinkView($"{a.Line.Number}, {register.Sites[a.Site].Name}", PlanWords.Path(a)))],
            own && organisation is not null, person.May(Right.KeepAgreements));
    }

    /// <summary>The needs of some sites, ranked, with what they were made from.</summary>
    public (Known Known, System.Collections.Immutable.ImmutableArray<RankedNeed> Ranked) Rank(IReadOnlyList<Site> sites)
    {
        var known = Read(sites);
        return (known, Ranking.Of(sites.SelectMany(s => Of(known, s)), DateOnly.FromDateTime(frame.Now.DateTime)));
    }

    /// <summary>What needs are made from. No reader of this page is shown more than T1 of it.</summary>
    public sealed record Known(
        IReadOnlyDictionary<SiteId, SiteRisk> Risks, ILookup<(SiteId Site, string Indicator), CorrectiveAction> Actions, IReadOnlyDictionary<(SiteId Site, string Indicator), int> Found, IReadOnlyDictionary<SiteId, int?> People,
        IReadOnlyDictionary<SiteId, AgentDays> Days);

    private Known Read(IReadOnlyList<Site> sites)
    {
        var (k, ids) = (SiteRisk.Newest(db), sites.Select(s => s.Id).ToList());
        var (risks, days) = (new Dictionary<SiteId, SiteRisk>(), new Dictionary<SiteId, AgentDays>());
        foreach (var group in sites.GroupBy(s => SiteRisk.Today(s, frame.Now)))
        {
            foreach (var risk in SiteRisk.Of(db, inForce, [.. group], group.Key, k, [Tier.T1]))
                risks[risk[0].Site.Id] = risk[0];
            foreach (var (site, covered) in AgentDays.Of(db, [.. group], group.Key, k))
                days[site] = covered;
        }
        var actions = PlansTable.Running(db, ids).Where(a => !a.Line.Quiet).ToLookup(a => (a.Site, a.Line.Indicator));
        var asked = risks.Values.SelectMany(r => r.Open).Select(o => o.Indicator.Id).Concat(actions.Select(a => a.Key.Indicator)).ToHashSet();
        var found = LookedDays.Of(db, inForce, ids, asked.Contains).ToDictionary(d => d.Key, d => FoundSince(d.Value, risks[d.Key.Site].V.AddDays(-Ranking.Days)));
        return new(risks, actions, found, sites.ToDictionary(s => s.Id, People), days);
    }

    private static int FoundSince(IEnumerable<(DateOnly Day, bool Looked, bool Adverse)> days, DateOnly from) => days.Where(d => d.Adverse && d.Day > from).Select(d => d.Day).Distinct().Count();

    private int? People(Site site) => DaysTable.Figures(db, site.Id, Figures.People, DateOnly.MinValue) is { Count: > 0 } counted ? (int)counted.TakeLast(7).Max(p => p.Value) : null;

    private IEnumerable<Need> Of(Known known, Site site)
    {
        var risk = known.Risks[site.Id];
        var rests = IncidentsTable.OpenAt(db, site.Id).Where(i => i.RestsOnProtected).SelectMany(i => i.Findings).Select(f => f.Indicator).ToHashSet();
        foreach (var open in risk.Open.Where(o => MayShow(o) && !rests.Contains(o.Indicator.Id)))
            yield return Of(known, site, open.Indicator.Id, open.Rating.Level, open.Rating.Grade, open.Rating.Since);
        var shown = risk.Open.Select(o => o.Indicator.Id).ToHashSet();
        foreach (var actions in known.Actions.Where(a => a.Key.Site == site.Id && !shown.Contains(a.Key.Indicator) && !rests.Contains(a.Key.Indicator)))
            yield return Of(known, site, actions.Key.Indicator, Severity.None, Grade.Reported, actions.Min(a => a.Issued) ?? risk.V);
    }

    // As on plans: not what one source only told, nor the programme's own, nor what could harm whoever told of it.
    private bool MayShow(IndicatorRisk open) => !open.Rating.Hollow && open.Indicator is { Protected: false } && open.Indicator.Subject != FindingSubject.Programme && _library.MayShow(open.Indicator.Id);

    private static Need Of(Known known, Site site, string indicator, Severity level, Grade grade, DateOnly since) => new(
        site.Id, indicator, level, grade, since, known.Found.GetValueOrDefault((site.Id, indicator)), known.Actions[(site.Id, indicator)].Count(a => a.IsUnmet), known.People[site.Id]);

    private NeedView Line(int place, RankedNeed ranked, Known known, OrganisationSet organisation)
    {
        var (need, site) = (ranked.Need, register.Sites[ranked.Need.Site]);
        var open = need.Level != Severity.None;
        var (found, people) = (Band.Say(need.FoundDays, _words), PeopleIn(need.People));
        // What is not open is drawn as it is rated: as well, or as not looked at.
        var standing = known.Risks[site.Id].Indicators.FirstOrDefault(i => i.Indicator.Id == need.Indicator)?.Rating.ToStanding() ?? Standing.NothingOpen;
        var how = open ? _words["known." + Enum.Parse<HowKnown>(need.Grade.ToString())] : _words.Say("needs.not-open", ("how", standing.Say(_words)));
        return new(
            place, site.Name, site.Code, SiteWords.Path(site), standing, need.Indicator, $"{need.Indicator} {IncidentWords.NameOf(need.Indicator, inForce.Catalogue, _words)}",
            $"{SiteWords.Path(site)}/risks/{need.Indicator}", how, found, people, open ? need.Since : null,
            [
                .. open ? [standing.Say(_words)] : (string[])[], how, _words.Say("needs.why.unmet", ("n", need.Unmet)), _words.Say("needs.why.found", ("n", found), ("days", Ranking.Days)),
                .. open ? [_words.Say("needs.why.open", ("day", _words.Day(need.Since)))] : (string[])[], _words.Say("needs.why.people", ("n", people)),
            ],
            ranked.AheadBy is { } by ? _words.Say("needs.ahead", ("what", _words["needs.ahead." + IncidentWords.KeyOf(by)])) : null,
            [.. known.Actions[(site.Id, need.Indicator)].Select(a => Action(a, organisation, SiteRisk.Today(site, frame.Now)))]);
    }

    // Of the words of an action only those of the library: what somebody wrote for one site stays with the programme.
    private NeedActionView Action(CorrectiveAction action, OrganisationSet organisation, DateOnly today)
    {
        var (offer, office) = (action.OfferOf(organisation.Organisation), !person.May(Right.TakeOn));
        var mine = offer?.State == OfferState.Accepted;
        return new(
            action.Line.Number, _library.Find(action.Line.Measure) is { } measure ? Library.In(measure.Texts, _words.Language) : _words["needs.own-words"], PlanWords.Owner(action.Line.Owner, _words), action.Line.Due, action.Overdue(today),
            _words["plan.cost." + IncidentWords.KeyOf(action.Line.Cost)], mine && !office ? "yours" : action.TakenBy is not null || action.Line.Partner.Length > 0 ? "taken" : offer?.State == OfferState.Waits ? office ? "offered" : "waits" : action.Payment is not null ? "paid" : "free",
            action.TakenBy is { } taken && (office || mine) ? register.Agreed.Find(taken)?.Name : null, offer is { State: OfferState.Declined or OfferState.Accepted } ? Answer(offer, register.Sites[action.Site]) : null, office ? PlanWords.Path(action) : null);
    }

    // What an organisation is answered names who answered: it is they whom it asks.
    private string Answer(Offer offer, Site site) => _words.Say(
        offer.State == OfferState.Accepted ? "offer.answered.accepted" : "offer.answered.declined", ("who", offer.By is { } by ? PeopleWords.Name(register, by, _words) : _words["offer.answered.programme"]),
        ("day", _words.Day(Clock.DayOf((offer.Answered ?? offer.At).ToDateTimeOffset(), Sheet.ZoneOf(site))))) + (offer.Answer.Length > 0 ? _words.Say("offer.answered.why", ("text", offer.Answer)) : "");

    private NeedSiteView Coverage(Known known, Site site, int needs)
    {
        var (risk, days) = (known.Risks[site.Id], known.Days[site.Id]);
        return new(
            site.Name, SiteWords.Path(site), risk.Overall.Looked, risk.Overall.Applicable, risk.Indicators.Count(i => i.Rating.State is RatingState.NotObserved or RatingState.Hidden), days.Share is { } share ? _words.Share(share) : "–",
            PeopleIn(known.People[site.Id]), needs);
    }

    private string PeopleIn(int? people) => people is { } counted ? Band.Say(counted, _words) : _words["needs.people.unknown"];

    private IEnumerable<OrganisationSet> WithAgreement() => register.Agreed.Organisations.Where(o => register.Agreed.Agreements.Any(a => a.Organisation == o.Organisation)).OrderBy(o => o.Name, StringComparer.CurrentCulture);
}
