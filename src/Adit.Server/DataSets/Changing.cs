using System.Data.Common;
using Adit.Forms;
using Adit.Protection;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.DataSets;

/// <summary>
/// Follows what records ask of entities, beside the ratings and under their bookmark. However entries are batched the rows are the same: an entity follows from
/// what happened to it, and from the latest time of the ledger.
/// </summary>
internal sealed class Changing(Func<DbConnection> reading)
{
    private readonly List<Happening> _fresh = [];
    private Instant _latest;
    private Instant? _deadline;
    private bool _looked;

    /// <summary>An entry that may touch entities.</summary>
    /// <param name="Act">What it does: asks, or what the office did.</param>
    /// <param name="On">The entity of an act of the office on it.</param>
    private sealed record Happening(Recorded Entry, EntityAct Act, SubmissionId? Record, Envelope? Envelope, EntityChanges? Changes, EntityKey? On, string Note = "");

    /// <summary>Takes in an entry. A record of a form that declares no entity, and edits none, costs nothing.</summary>
    public void Take(Recorded recorded, Func<Envelope, Form?> formOf)
    {
        _latest = recorded.At > _latest ? recorded.At : _latest;
        switch (recorded.Fact)
        {
            case SubmissionAccepted { Envelope: { } envelope } accepted: Accepted(recorded, accepted, envelope, formOf); break;
            case SubmissionWithdrawn withdrawn: Judged(recorded, withdrawn.Submission, EntityAct.Withdrawn); break;
            case SubmissionReviewed reviewed:
                Judged(recorded, reviewed.Submission, reviewed.State switch { ReviewState.Rejected => EntityAct.Rejected, ReviewState.Approved => EntityAct.Approved, _ => EntityAct.Judged });
                break;
            case EntityDeleted deleted: _fresh.Add(new(recorded, EntityAct.Deleted, null, null, null, new(deleted.DataSet, deleted.Entity), deleted.Reason)); break;
            case EntityConflictSeen seen: _fresh.Add(new(recorded, EntityAct.ConflictSeen, null, null, null, new(seen.DataSet, seen.Entity))); break;
            default: break;
        }
    }

    /// <summary>Forgets what was kept.</summary>
    public void Forget() => _fresh.Clear();

    /// <summary>Drops what was not kept: others may have written the tables.</summary>
    public void Again()
    {
        Forget();
        _looked = false;
    }

    /// <summary>Works out what is to be written. Reads beside the writer: nobody else writes these tables.</summary>
    public IReadOnlyList<Action<Connection>> Prepare()
    {
        if (!_looked)
            (_deadline, _looked) = (EntitiesTable.NextDeadline(reading()), true);
        if (_fresh.Count == 0 && !(_deadline <= _latest))
            return [];
        _looked = false;
        var turn = new Turn(reading());
        foreach (var one in _fresh)
            turn.Take(one);
        return turn.Work(_deadline <= _latest ? EntitiesTable.Overdue(reading(), _latest) : [], _latest);
    }

    private void Accepted(Recorded recorded, SubmissionAccepted accepted, Envelope envelope, Func<Envelope, Form?> formOf)
    {
        var form = accepted.Protected ? null : formOf(envelope);
        var changes = form is { Entities.IsEmpty: false, Tier: < Tier.T3 } && InstanceReading.Read(accepted.Xml).Instance is { Encrypted: null } instance ? EntityChanges.Of(new Filled(form, instance)) : null;
        if (changes is { } asks && (asks.Changes.Length > 0 || asks.Errors.Length > 0))
            _fresh.Add(new(recorded, EntityAct.Asked, envelope.Submission, envelope, changes, null));
        else if (envelope.Deprecates is not null)
            _fresh.Add(new(recorded, EntityAct.Asked, envelope.Submission, envelope, null, null));
    }

    private void Judged(Recorded recorded, SubmissionId record, EntityAct act) => _fresh.Add(new(recorded, act, record, null, null, null));

    /// <summary>What some entries do to entities, in their order.</summary>
    private sealed class Turn(DbConnection db)
    {
        private readonly List<Happening> _taken = [];
        private readonly List<(EntityKey Key, EntityEvent Event)> _events = [];
        private readonly List<Action<Connection>> _writes = [];
        private readonly Dictionary<SubmissionId, HashSet<(EntityKey Key, string Row)>> _asked = [];
        private ILookup<string, DataSetSetting>? _settings;

        public void Take(Happening one) => _taken.Add(one);

        public List<Action<Connection>> Work(IEnumerable<EntityKey> overdue, Instant latest)
        {
            var asked = EntitiesTable.Asked(db, _taken.Where(t => t.Changes is null || t.Envelope?.Deprecates is not null).Select(t => t.Record).OfType<SubmissionId>());
            foreach (var record in asked)
                _asked[record.Key] = [.. record];
            foreach (var one in _taken)
                Happened(one);
            var touched = _events.Select(e => e.Key).Concat(overdue).Distinct().ToList();
            var (before, known) = (EntitiesTable.Find(db, touched), EntitiesTable.Events(db, touched));
            var fresh = _events.ToLookup(e => e.Key, e => e.Event);
            foreach (var key in touched.OrderBy(k => k.Entity, StringComparer.Ordinal).ThenBy(k => k.DataSet, StringComparer.Ordinal))
                Follow(key, before.GetValueOrDefault(key), [.. known[key]], [.. fresh[key]], latest);
            return _writes;
        }

        private void Happened(Happening one)
        {
            if (one.On is { } on)
                _events.Add((on, new(one.Entry.Index, one.Entry.At, one.Entry.Actor, one.Act, null, null, one.Note)));
            else if (one.Act == EntityAct.Asked)
                Asked(one, one.Record!.Value);
            else
                foreach (var key in _asked.GetValueOrDefault(one.Record!.Value, []).Select(a => a.Key).Distinct().OrderBy(k => k.DataSet, StringComparer.Ordinal).ThenBy(k => k.Entity, StringComparer.Ordinal))
                    _events.Add((key, new(one.Entry.Index, one.Entry.At, one.Entry.Actor, one.Act, one.Record)));
        }

        // An edit replaces what its record asked before: what it asks no more is dropped.
        private void Asked(Happening one, SubmissionId record)
        {
            var asks = new List<(EntityKey Key, EntityAsk Ask)>();
            var faults = 0;
            foreach (var change in one.Changes?.Changes ?? [])
                if (change.Tier == Tier.T3)
                    Fault(change.Dataset, EntityFaultsTable.Protected);
                else
                    asks.Add((new(change.Dataset, change.Id), EntityAsk.Of(change, one.Envelope!.Site, Awaits(change.Dataset, one.Entry.Index))));
            foreach (var (dataset, code) in one.Changes?.Errors.Select(e => (e.Dataset, e.Code)) ?? [])
                Fault(dataset, code);
            var had = _asked.TryGetValue(record, out var known) ? known : _asked[record] = [];
            foreach (var (key, row) in had.Where(h => !asks.Any(a => a.Key == h.Key && a.Ask.Row == h.Row)).OrderBy(h => h.Key.DataSet, StringComparer.Ordinal).ThenBy(h => h.Key.Entity, StringComparer.Ordinal).ThenBy(h => h.Row, StringComparer.Ordinal))
                _events.Add((key, new(one.Entry.Index, one.Entry.At, one.Entry.Actor, EntityAct.Dropped, record, null, row)));
            foreach (var (key, ask) in asks)
            {
                had.Add((key, ask.Row));
                _events.Add((key, new(one.Entry.Index, one.Entry.At, one.Entry.Actor, EntityAct.Asked, record, ask)));
            }

            void Fault(string dataset, string code)
            {
                var n = faults++;
                _writes.Add(to => EntityFaultsTable.Add(to, dataset, null, n, one.Entry.Index, record, code));
            }
        }

        private bool Awaits(string dataset, long index) =>
            (_settings ??= DataSetsTable.All(db).ToLookup(s => s.DataSet))[dataset].LastOrDefault(s => s.Index < index)?.Approval ?? false;

        private void Follow(EntityKey key, EntityRow? before, List<EntityEvent> known, List<EntityEvent> fresh, Instant latest)
        {
            // What nobody asked for before cannot be deleted or looked at (the record that made it was erased), however entries are batched.
            if (known.Count == 0)
                fresh = [.. fresh.SkipWhile(e => e.Ask is null)];
            if (known.Count + fresh.Count == 0)
                return;
            foreach (var (n, one) in fresh.GroupBy(e => e.Index).SelectMany(g => g.Select((e, n) => (n, e))))
                _writes.Add(to => EntitiesTable.Add(to, key, n, one));
            var entity = Folding.Of(known.Concat(fresh), latest);
            var row = EntityRow.Of(key, entity);
            _writes.Add(to => EntitiesTable.Keep(to, row, before));
            _writes.Add(to => EntityFaultsTable.Keep(to, key, entity.Faults));
        }
    }
}
