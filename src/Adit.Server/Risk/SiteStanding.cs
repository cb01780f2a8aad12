using Adit.Storage;

namespace Adit.Risk;

/// <summary>The timelines of one site, as they stand after the last record that was taken in; what changed since they were last kept is remembered.</summary>
internal sealed class SiteStanding
{
    private readonly Catalogue _catalogue;
    private readonly Func<Indicator, SiteHistory, Judge> _judge;
    private readonly Judge?[] _judges;
    private readonly Timeline?[] _timelines;
    private readonly Dictionary<(int Indicator, DateOnly From, long KFrom), RatingRow> _added = [], _closed = [];
    private byte[]? _before;

    /// <param name="judge">Makes an indicator ready for a site.</param>
    /// <param name="kept">Its timelines as they were put away; null where it has none yet.</param>
    public SiteStanding(SiteId site, Catalogue catalogue, Func<Indicator, SiteHistory, Judge> judge, SiteHistory history, (byte[] Now, byte[] Before)? kept)
    {
        (Site, _catalogue, _judge, History, _before) = (site, catalogue, judge, history, kept?.Before);
        _judges = new Judge?[catalogue.Indicators.Count];
        _timelines = new Timeline?[catalogue.Indicators.Count];
        if (kept is not var (now, before))
            return;
        foreach (var (id, timeline) in SiteTimelines.Read(now, before, id => catalogue.Indicator(id) is { } indicator ? Judge(indicator) : null))
            _timelines[catalogue.Indicator(id)!.Index] = timeline;
    }

    public SiteId Site { get; }

    public SiteHistory History { get; private set; }

    /// <summary>Whether anything was taken in since they were last kept.</summary>
    public bool Dirty { get; private set; }

    /// <summary>The last ledger index that changed a row since they were last kept; null where none did.</summary>
    public long? ChangedBy { get; private set; }

    /// <summary>Takes in one record, and says what it found: the steps that it met by itself, and what rose to a level that only it and others together met.</summary>
    public IReadOnlyList<Met> Apply(in Account account)
    {
        List<Met>? all = null;
        foreach (var indicator in Touched(account))
        {
            var met = new List<Met>();
            var changes = TimelineOf(indicator).Apply(account, met);
            Note(account.K, indicator, changes);
            if (changes.Added.Where(r => r.Rating.State == RatingState.Open).Select(r => (RatingRow?)r).MaxBy(r => r!.Value.Rating.Level) is { Rating: var rose } row && met.All(m => m.Level < rose.Level))
                met.Add(new(indicator, Subject.Site, row.From, rose.Level, rose.Grade));
            if (met.Count > 0)
                (all ??= []).AddRange(met);
        }
        return all ?? (IReadOnlyList<Met>)[];
    }

    /// <summary>Takes in what people decided about an indicator on a day.</summary>
    public void Decide(long k, Indicator indicator, DateOnly day, DecisionKind kind) => Note(k, indicator, TimelineOf(indicator).Decide(k, day, kind));

    /// <summary>Takes back what an entry decided about an indicator.</summary>
    public void Undo(long k, Indicator indicator, long decided) => Note(k, indicator, TimelineOf(indicator).Undo(k, decided));

    /// <summary>Makes some days anew from what still counts of them.</summary>
    public void Restate(long k, IReadOnlyCollection<DateOnly> days, IReadOnlyCollection<Account> remaining)
    {
        var touching = remaining.Select(a => a with { Observations = [.. a.Observations.Where(o => days.Contains(o.Day))] }).ToList();
        foreach (var indicator in _catalogue.Indicators)
            if (_timelines[indicator.Index] is { } timeline)
                Note(k, indicator, timeline.Restate(k, days, touching));
    }

    /// <summary>Judges all anew because what is known of the site changed, or the catalogue; an indicator that is new to the site is judged over all that was said before.</summary>
    public void Restate(long k, SiteHistory history, IReadOnlyCollection<Account> all)
    {
        History = history;
        Array.Clear(_judges);
        foreach (var indicator in all.SelectMany(a => Touched(a)).Distinct())
            TimelineOf(indicator);
        foreach (var indicator in _catalogue.Indicators)
            if (_timelines[indicator.Index] is { } timeline)
                Note(k, indicator, timeline.Restate(k, Judge(indicator), all));
    }

    /// <summary>Whether this record alone would open something of S1 or S2: what an agent may not take back.</summary>
    public bool IsSerious(in Account account)
    {
        foreach (var indicator in Touched(account))
        {
            var alone = new Timeline(Judge(indicator));
            alone.Apply(account);
            if (alone.Rows.Any(r => r.Rating is { State: RatingState.Open, Level: >= Severity.S2 }))
                return true;
        }
        return false;
    }

    /// <summary>Writes what changed since the last time.</summary>
    public void Keep(Connection db)
    {
        foreach (var ((indicator, _, _), row) in _closed)
            RatingsTable.Close(db, Site, _catalogue.Indicators[indicator].Id, row);
        foreach (var ((indicator, _, _), row) in _added)
            RatingsTable.Add(db, Site, _catalogue.Indicators[indicator].Id, row);
        var (now, before) = SiteTimelines.Write(_catalogue.Indicators.Where(i => _timelines[i.Index] is not null).Select(i => (i.Id, _timelines[i.Index]!)));
        RatingsTable.Keep(db, Site, now, before.AsSpan().SequenceEqual(_before) ? null : before);
        (_before, ChangedBy, Dirty) = (before, null, false);
        _closed.Clear();
        _added.Clear();
    }

    private IEnumerable<Indicator> Touched(Account account)
    {
        var seen = new bool[_catalogue.Indicators.Count];
        foreach (var observation in account.Observations)
            foreach (var indicator in _catalogue.Reading(observation.Observable))
                if (!seen[indicator.Index])
                {
                    seen[indicator.Index] = true;
                    yield return indicator;
                }
    }

    private Judge Judge(Indicator indicator) => _judges[indicator.Index] ??= _judge(indicator, History);

    private Timeline TimelineOf(Indicator indicator) => _timelines[indicator.Index] ??= new(Judge(indicator));

    private void Note(long k, Indicator indicator, Changes changes)
    {
        Dirty = true;
        if (!changes.Nothing)
            ChangedBy = k;
        // A row that began and ended since the last time is written as it ended, and one that the same entry made and ended not at all.
        foreach (var row in changes.Closed)
        {
            var key = (indicator.Index, row.From, row.KFrom);
            if (!_added.Remove(key))
                _closed[key] = row;
            else if (row.KTo != row.KFrom)
                _added[key] = row;
        }
        foreach (var row in changes.Added)
            _added[(indicator.Index, row.From, row.KFrom)] = row;
    }
}
