using System.Data.Common;
using Adit.Forms;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Sites;

/// <summary>What happened at a site, newest first: findings that opened, grew worse or ended, and the newest records. Of a protected matter no day is told.</summary>
internal sealed class SiteHappenings(DbConnection db, Register register, Words words)
{
    private const int MostShown = 12, MostRecords = 3, MostTurns = 2;

    public IReadOnlyList<HappeningView> Of(Site site, SiteRisk risk, ILookup<string, RatingRow> rows, AsOf asOf, bool opensRecords) =>
        [.. risk.Indicators.Where(i => !i.Indicator.Protected).SelectMany(i => Turns(site, i.Indicator, rows[i.Indicator.Id], asOf.V).TakeLast(MostTurns)).Concat(opensRecords ? Records(site, asOf) : [])
            .OrderByDescending(h => h.At).ThenBy(h => h.Mark?.Rank ?? 99).Take(MostShown)];

    private IEnumerable<HappeningView> Turns(Site site, Indicator indicator, IEnumerable<RatingRow> rows, DateOnly v)
    {
        var before = default(RatingRow?);
        foreach (var row in rows.Where(r => r.From <= v).OrderBy(r => r.From))
        {
            var was = before is { } last && last.To == row.From ? last.Rating : default;
            if (Turn(was, row.Rating) is { } key)
                yield return Happened(site, indicator, key, row.From, row.Rating);
            before = row;
        }
        if (before is { Rating.State: RatingState.Open } ended && ended.To <= v)
            yield return Happened(site, indicator, "site.turn.ended", ended.To, new() { State = RatingState.NotObserved });
    }

    private static string? Turn(in Rating was, in Rating now) => (was.State == RatingState.Open, now.State == RatingState.Open) switch
    {
        (false, true) => "site.turn.opened",
        (true, false) => "site.turn.ended",
        (true, true) when now.Level > was.Level => "site.turn.worse",
        (true, true) when now.Level == was.Level && was.Hollow && !now.Hollow => "site.turn.firm",
        _ => null,
    };

    private HappeningView Happened(Site site, Indicator indicator, string key, DateOnly day, in Rating rating) => new(
        RecordWords.At(day), words.Say(key, ("name", indicator.Name.In(words.Language))), $"{SiteWords.Path(site)}/risks/{indicator.Id}?at={day:yyyy-MM-dd}", words["site.turn.why"],
        rating.State == RatingState.Open ? rating.ToStanding() : null);

    private IEnumerable<HappeningView> Records(Site site, AsOf asOf) => SubmissionsTable.NewestOf(db, site.Id, asOf.V, asOf.K, MostRecords).Select(s => new HappeningView(
        RecordWords.At(s.Day), register.AgentsById.TryGetValue(s.Agent, out var agent)
            ? words.Say("site.record-of", ("form", FormWords.Title(register, s.Form, s.Version, words)), ("agent", agent.Name)) : FormWords.Title(register, s.Form, s.Version, words) + ".",
        $"/submissions/{s.Submission}", words["site.record"]));
}
