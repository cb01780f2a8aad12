using System.Data.Common;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Stages;

/// <summary>Fills the path of a site from its ratings, as deep as the reader sees.</summary>
internal sealed class PathFilling(DbConnection db, Frame frame, CurrentPerson person, InForce inForce, Handbook handbook)
{
    private const int Steps = 3;

    // What a site that came without a baseline is compared with: how it stood when agents had been there for so long [PROP].
    private const int FirstDays = 30;

    private readonly Words _words = frame.Words;

    public PathView Of(Site site, Participation? part)
    {
        var today = SiteRisk.Today(site, frame.Now);
        var (day, says) = Baseline(site, part, today);
        var now = Rated(site, today);
        var then = day is { } d ? Rated(site, d) : null;
        var applying = handbook.Ladders.Where(l => l.AppliesTo(site.Country, site.Minerals, site.RuleSets)).ToList();
        return new(
            site.Code, site.Name, SiteWords.Shown(site.Stage), says, [.. handbook.Dimensions.Select(d => Dimension(site, d, now, then))],
            [.. Pathway.Next(handbook, applying, now, Steps).Select(s => Step(site, s))], [.. handbook.Costs.Select(c => new FactView(c.Name.In(_words.Language), c.Says.In(_words.Language)))],
            [.. applying.Select(l => Ladder(site, l, now))], person.May(Right.SeeRecords) ? SiteWords.Path(site) + "/stage" : null);
    }

    // The day whose ratings progress is counted from, and what to say of it.
    private (DateOnly? Day, string Says) Baseline(Site site, Participation? part, DateOnly today)
    {
        if (part?.MonitoredFrom is { } from && from <= today)
            return (from.AddDays(-1), _words.Say("path.since-baseline", ("day", _words.Day(from.AddDays(-1)))));
        if (part is { TakenOver: true } && DaysTable.FirstDay(db, site.Id)?.AddDays(FirstDays) is { } day && day < today)
            return (day, _words.Say("path.since-first-days", ("day", _words.Day(day)), ("n", FirstDays)));
        return (null, _words[part is { TakenOver: true } ? "path.no-days-yet" : "path.no-baseline-yet"]);
    }

    private Dictionary<string, (Indicator Indicator, Rating Rating)> Rated(Site site, DateOnly day) =>
        SiteRisk.Of(db, inForce, site, day, SiteRisk.Newest(db), person.Sees).Indicators.ToDictionary(i => i.Indicator.Id, i => (i.Indicator, i.Rating));

    private PathDimensionView Dimension(Site site, Dimension dimension, Dictionary<string, (Indicator, Rating)> now, Dictionary<string, (Indicator, Rating)>? then)
    {
        var stands = Pathway.Of(dimension.Indicators, now, then);
        return new(
            dimension.Id, dimension.Name.In(_words.Language), dimension.Says.In(_words.Language), Shown(stands, stands.Now), stands.Then is { } was ? was.ToStanding() : null, [.. Says(dimension.Indicators, stands, now)],
            [.. stands.Moved.Where(m => m.Value > 0).Select(m => _words.Say("path.moved." + m.Key, ("n", m.Value)))], [.. Ratings(site, dimension.Indicators, now)]);
    }

    private static Standing Shown(PathStanding stands, in GroupRating rating) => stands.NothingRecords ? Standing.NothingRecords : rating.ToStanding();

    private IEnumerable<string> Says(IReadOnlyCollection<string> indicators, PathStanding stands, Dictionary<string, (Indicator Indicator, Rating Rating)> now)
    {
        var nothing = indicators.Where(now.ContainsKey).Select(i => now[i]).Where(i => i.Rating.State == RatingState.NothingRecords).ToList();
        if (stands.NothingRecords)
            yield return _words["path.nothing-records"];
        else if (nothing.Count > 0)
            yield return _words.Say("path.nothing-records.of", ("what", string.Join(", ", nothing.Select(i => i.Indicator.Name.In(_words.Language)))));
        if (stands.Withheld > 0)
            yield return _words["path.withheld"];
    }

    private IEnumerable<StageRatingView> Ratings(Site site, IEnumerable<string> indicators, Dictionary<string, (Indicator Indicator, Rating Rating)> now) =>
        indicators.Where(now.ContainsKey).Select(i => now[i]).Where(i => i.Rating.State != RatingState.DoesNotApply)
            .Select(i => new StageRatingView(i.Rating.ToStanding(), $"{i.Indicator.Id} {i.Indicator.Name.In(_words.Language)}", $"{SiteWords.Path(site)}/risks/{i.Indicator.Id}"));

    private PathStepView Step(Site site, NextPathStep step)
    {
        var cost = step.Look || step.Step is null ? null : handbook.Costs.FirstOrDefault(c => c.Id == step.Step.Cost);
        return new(
            step.Indicator.Id, step.Indicator.Name.In(_words.Language), $"{SiteWords.Path(site)}/risks/{step.Indicator.Id}", step.Rating.ToStanding(),
            step.Look ? _words.Say("path.look", ("what", step.Indicator.Observe.In(_words.Language))) : step.Step?.Do.In(_words.Language) ?? step.Indicator.Response.Text.In(_words.Language),
            step.Look ? _words["path.look.cost"] : cost?.Name.In(_words.Language), cost?.Says.In(_words.Language),
            step.Look ? [_words["path.look.helper"]] : [.. (step.Step?.Helpers ?? []).Select(h => handbook.Helpers.FirstOrDefault(known => known.Id == h)?.Name.In(_words.Language) ?? h)],
            [.. handbook.Ladders.Where(l => step.Ladders.Contains(l.Id)).Select(l => l.Name.In(_words.Language))]);
    }

    private PathLadderView Ladder(Site site, Ladder ladder, Dictionary<string, (Indicator, Rating)> now)
    {
        var rungs = ladder.Rungs.Select(r => (Rung: r, Stands: Pathway.Of(r.Indicators, now, null))).ToList();
        var standard = inForce.Catalogue.Standards.FirstOrDefault(s => s.Id == ladder.Standard);
        return new(
            ladder.Id, ladder.Name.In(_words.Language), ladder.Says.In(_words.Language), rungs.TakeWhile(r => r.Stands.Met || r.Stands.Now.State == RatingState.DoesNotApply).Count(), ladder.Standard is null,
            [.. rungs.Select(r => new PathRungView(
                r.Rung.Name.In(_words.Language), r.Rung.Says.In(_words.Language), Shown(r.Stands, r.Stands.Now), r.Stands.Met,
                r.Rung.Mark is { } mark && r.Rung.Ref is { } place ? new ClauseView(ladder.Standard!, place, mark[0], null, standard?.Name.In(_words.Language)) : null, r.Rung.Ref is not null ? null : r.Rung.Mark switch { "g" => _words["clause.unchecked"], "p" => _words["clause.partly"], _ => null },
                [.. Ratings(site, r.Rung.Indicators, now)]))]);
    }
}
