using System.Data.Common;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Stages;

/// <summary>Fills the sites to come, and the page of a site's stage.</summary>
internal sealed class StageFilling(DbConnection db, LedgerReading ledger, Frame frame, CurrentPerson person, Register register, InForce? inForce, Handbook handbook)
{
    private const int MissingShown = 4;

    private readonly Words _words = frame.Words;

    /// <summary>The sites that have not joined: what waits for a second person first, then who is furthest.</summary>
    public ToComeView ToCome()
    {
        var sites = register.MonitoredByName().Where(s => s.Stage is Stage.Candidate or Stage.Evaluation or Stage.Baseline && person.SeesSite(s)).ToList();
        var parts = StagesTable.Of(db, sites.Select(s => s.Id));
        return new(
            [.. sites.Where(s => parts.ContainsKey(s.Id)).OrderByDescending(s => parts[s.Id].Waiting is not null).ThenByDescending(s => s.Stage).ThenBy(s => parts[s.Id].Since).Select(s => Line(s, parts[s.Id]))], person.May(Right.KeepSites));
    }

    /// <summary>The page of a site's stage.</summary>
    public StageView Of(Site site, Participation part)
    {
        var decides = part.Waiting is { } waits && person.May(Right.Determine) && waits.By != person.Actor && waits.As != person.Role;
        var step = Step(part);
        return new(
            site.Code, site.Name, SiteWords.Shown(part.Stage), At(part.Since, site), [.. Says(part)], step, [.. Lists(site, part)], part.Proposal is { } p ? Proposal(p, site) : null, decides,
            person.May(Right.Determine) && part.Waiting is null ? [.. Staging.VerdictsAt(part.Stage).Where(v => v != StageVerdict.Go || step.Move == "propose").Select(v => v.ToString())] : [],
            [.. Staging.MovesFrom(part.Stage).Where(s => Staging.MayMove(person.Role, s) && s.ToString() != step.To && s is not Stage.Baseline).Select(s => s.ToString())],
            [.. StagesTable.Entries(db, site.Id).Select(e => Happened(e, site)).OfType<StageHappenedView>().Reverse()], part.Last);
    }

    private ToComeLineView Line(Site site, Participation part)
    {
        var missing = part.Stage switch
        {
            Stage.Evaluation => Staging.Open(handbook, part, Stage.Evaluation),
            Stage.Baseline => Staging.BeforeGo.SelectMany(l => Staging.Open(handbook, part, l)).ToList(),
            _ => [],
        };
        return new(
            site.Code, site.Name, $"{site.Province}, {_words.Country(site.Country)}", SiteWords.Shown(part.Stage), At(part.Since, site), part.ProposedBy.Length > 0 ? part.ProposedBy : null,
            part.Waiting is { } waits ? _words.Say("stage.waits." + waits.Verdict, ("who", Name(waits.By))) : null, [.. missing.Take(MissingShown).Select(i => i.Name.In(_words.Language))], Math.Max(0, missing.Count - MissingShown), Step(part));
    }

    /// <summary>The next step as this reader may do it.</summary>
    public StageStepView Step(Participation part)
    {
        var (move, _, item) = Staging.Next(handbook, part);
        Stage? to = move switch { NextMove.Evaluate => Stage.Evaluation, NextMove.Baseline => Stage.Baseline, _ => null };
        return new(
            move.ToString().ToLowerInvariant(), item is null ? _words["stage.next." + move] : _words.Say("stage.next.Check", ("item", item.Name.In(_words.Language))), to?.ToString(),
            move switch { NextMove.Check => "item-" + item!.Id, NextMove.Propose => "propose", NextMove.Decide => "decide", NextMove.Resume => "move-Monitored", _ => null },
            move switch
            {
                NextMove.Evaluate or NextMove.Baseline => Staging.MayMove(person.Role, to!.Value),
                NextMove.Check => person.May(Right.KeepSites),
                NextMove.Propose => person.May(Right.Determine),
                NextMove.Decide => person.May(Right.Determine) && part.Waiting!.By != person.Actor && part.Waiting.As != person.Role,
                NextMove.Resume => Staging.MayMove(person.Role, Stage.Monitored),
                _ => false,
            }, part.Last);
    }

    private IEnumerable<string> Says(Participation part)
    {
        if (part.TakenOver)
            yield return _words["stage.taken-over"];
        if (part.ProposedBy.Length > 0)
            yield return _words.Say("stage.proposed-by", ("text", part.ProposedBy));
        if (part.MonitoredFrom is { } from)
            yield return _words.Say("stage.monitored-from", ("day", _words.Day(from)));
        if (part.Reason.Length > 0)
            yield return _words.Say("stage.reason", ("text", part.Reason));
    }

    private IEnumerable<StageListView> Lists(Site site, Participation part)
    {
        var lists = Staging.ListsAt(part.Stage).Concat(handbook.Lists.Keys.Where(l => part.Items.Any(i => i.List == l)).Order()).Distinct().ToList();
        if (lists.Count == 0)
            yield break;
        var recorded = StageActs.Recorded(db, site, inForce, [.. lists.SelectMany(l => handbook.List(l)).SelectMany(i => i.Needs).Distinct()], frame.Now);
        var ratings = RatingsOf(site);
        foreach (var list in lists)
            yield return new(
                list.ToString(), handbook.List(list).Count(i => Staging.IsClosed(part, list, i)), [.. handbook.List(list).Select(i => Item(site, part, list, i, recorded, ratings))],
                person.May(Right.KeepSites) && Staging.ListsAt(part.Stage).Contains(list));
    }

    private Dictionary<string, IndicatorRisk> RatingsOf(Site site) => inForce is null ? []
        : SiteRisk.Of(db, inForce, site, SiteRisk.Today(site, frame.Now), SiteRisk.Newest(db), person.Sees).Indicators.ToDictionary(i => i.Indicator.Id);

    private StageItemView Item(Site site, Participation part, Stage list, ChecklistItem item, IReadOnlySet<string> recorded, Dictionary<string, IndicatorRisk> ratings)
    {
        var now = part.Item(list, item.Id);
        return new(
            item.Id, item.Name.In(_words.Language), item.Says.In(_words.Language), now?.State.ToString() ?? "open", now is null ? null : _words.Say("stage.said", ("who", Name(now.By)), ("day", _words.Day(now.Day))), now?.Note ?? "",
            now is null ? [] : Files(site, now.Entry), [.. item.Indicators.Where(ratings.ContainsKey).Select(i => Rating(site, ratings[i]))],
            [.. item.Needs.Where(n => !recorded.Contains(n)).Select(n => StageWords.Need(n, register, inForce, _words))], item.MayNotApply);
    }

    private StageRatingView Rating(Site site, IndicatorRisk one) => new(one.Rating.ToStanding(), $"{one.Indicator.Id} {one.Indicator.Name.In(_words.Language)}", $"{SiteWords.Path(site)}/risks/{one.Indicator.Id}");

    private List<StageFileView> Files(Site site, long entry) =>
        ledger.Fact(db, entry, Tier.T2)?.Fact is StageItemChecked { Files.IsDefaultOrEmpty: false } said ? [.. said.Files.Select(f => new StageFileView(f.Name, $"{SiteWords.Path(site)}/stage/files/{entry}/{Uri.EscapeDataString(f.Name)}"))] : [];

    private StageProposalView Proposal(StageProposal proposal, Site site) => new(
        proposal.Verdict.ToString(), proposal.Agreed switch { null => "waits", true => "agreed", _ => "refused" }, Name(proposal.By), At(proposal.At, site), proposal.Why, proposal.Other is { } other ? Name(other) : null, proposal.Note);

    private StageHappenedView? Happened(long entry, Site site) => ledger.Fact(db, entry, Tier.T2) is not { } recorded ? null
        : new(Name(recorded.Actor), At(recorded.At, site), _words["stage.did." + Facts.KindOf(recorded.Fact).Name], [.. What(recorded.Fact).Where(s => s.Length > 0)], Files(site, entry));

    private IEnumerable<string> What(Fact fact) => fact switch
    {
        SiteRegistered f => [_words["stage." + f.Stage]],
        SiteStageChanged f => [_words["stage." + f.Stage], f.Reason],
        CandidateNamed f => [f.By],
        StageItemChecked f => [$"{handbook.Item(f.Item)?.Name.In(_words.Language) ?? f.Item} · {_words["stage.state." + f.State]} · {_words.Day(f.Day)}", f.Note],
        StageProposed f => [_words["stage.verdict." + f.Verdict], f.Why],
        StageDecided f => [_words["stage.decided." + (f.Agreed ? "agreed" : "refused")], f.Note],
        _ => [],
    };

    private static DateTimeOffset At(Instant instant, Site site) => TimeZoneInfo.ConvertTime(instant.ToDateTimeOffset(), Sheet.ZoneOf(site));

    private string Name(ActorId actor) => PeopleWords.Name(register, actor, _words);
}
