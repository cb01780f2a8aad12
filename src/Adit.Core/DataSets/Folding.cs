using System.Collections.Immutable;

namespace Adit.DataSets;

/// <summary>
/// What became of one entity: follows from what happened to it, in the order of the ledger, and from the time. Each record keeps the place at which it first
/// took effect: a correction changes what it asks there, and a record that counts no more leaves the place empty, so that versions only ever grow.
/// </summary>
public sealed partial class Folding
{
    /// <summary>How long a part of a chain waits for the part before it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(7);

    private const string Unknown = "entity-unknown";
    private const string Nameless = "–";

    private readonly List<Part> _parts = [];
    private readonly List<Part> _placed = [];
    private readonly List<EntityStep> _steps = [];
    private readonly Dictionary<int, Content> _at = [];
    private Content _now = Content.Nothing;
    private int _version;
    private EntityConflict _conflict;
    private bool _deleted;
    private Instant _clock, _moment;

    private Folding()
    {
    }

    /// <summary>The entity as it stands at a time.</summary>
    /// <param name="events">All that happened to it, in the order of the ledger; at least one.</param>
    public static Entity Of(IEnumerable<EntityEvent> events, Instant now)
    {
        var folding = new Folding();
        foreach (var one in events)
        {
            folding.Pass(one.At);
            folding.Take(one);
        }
        folding.Pass(now);
        return folding.Result();
    }

    private void Take(EntityEvent one)
    {
        switch (one.Act)
        {
            case EntityAct.Asked: Asked(one); break;
            case EntityAct.Dropped: TakeBack(one, p => p.Row == one.Note, forEver: true); break;
            case EntityAct.Withdrawn: TakeBack(one, _ => true, forEver: true); break;
            case EntityAct.Rejected: TakeBack(one, _ => true, forEver: false); break;
            case EntityAct.Approved or EntityAct.Judged: Count(one); break;
            case EntityAct.Deleted: Delete(one); break;
            case EntityAct.ConflictSeen:
                _conflict = EntityConflict.None;
                _steps.Add(new(_version, one.Index, one.At, one.By, null, EntityStepKind.ConflictSeen, EntityConflict.None, false, [], ""));
                break;
            default: throw new ArgumentOutOfRangeException(nameof(one));
        }
    }

    // The clock never goes back here, whatever the server's did: what was forced stays forced.
    private void Pass(Instant at)
    {
        _clock = at > _clock ? at : _clock;
        while (Waiting().MinBy(p => (p.Deadline!.Value.Micros, p.Ask.Base ?? 0, p.Index)) is { } part && part.Deadline <= _clock)
            Force(part);
        _moment = _clock;
    }

    private void Asked(EntityEvent one)
    {
        var part = _parts.FirstOrDefault(p => p.Record == one.Record && p.Row == one.Ask!.Row);
        if (part is null)
            _parts.Add(part = new(one.Record!.Value, one.Ask!, one.By));
        var again = part.Ask == one.Ask && part is { Index: > 0, Out: false };
        (part.Ask, part.Index, part.At, part.Out, part.ForEver) = (one.Ask!, one.Index, one.At, false, false);
        if (again)
            return;
        part.Awaits = one.Ask!.Awaits && (part.Placed > 0 ? part.Makes : one.Ask.Create && !(one.Ask.Update && Exists));
        if (!part.Awaits)
            Settle(part, one);
    }

    private void Count(EntityEvent one)
    {
        foreach (var part in Of(one).Where(p => !p.ForEver))
        {
            (part.Out, part.Awaits) = (false, part.Awaits && one.Act != EntityAct.Approved);
            if (!part.Awaits)
                Settle(part, one);
        }
    }

    private void TakeBack(EntityEvent one, Func<Part, bool> which, bool forEver)
    {
        foreach (var part in Of(one).Where(which))
        {
            (part.Out, part.ForEver, part.Fault, part.Held) = (true, part.ForEver || forEver, null, null);
            if (part.Active is null)
                continue;
            part.Active = null;
            Step(one, part, EntityStepKind.TakenBack);
        }
    }

    private void Delete(EntityEvent one)
    {
        if (!Exists)
            return;
        _deleted = true;
        _version++;
        _steps.Add(new(_version, one.Index, one.At, one.By, null, EntityStepKind.Deleted, EntityConflict.None, false, [], one.Note));
    }

    // What has its place is changed there; what has none yet finds it.
    private void Settle(Part part, EntityEvent one)
    {
        if (part.Placed == 0)
        {
            Arrive(part);
            return;
        }
        if (part.Active == part.Ask)
            return;
        part.Active = part.Ask;
        Step(one, part, EntityStepKind.Corrected);
        Drain();
    }

    // A step over what stood before, where it changed anything.
    private void Step(EntityEvent one, Part part, EntityStepKind kind)
    {
        var before = _now;
        _now = Content.Of(_placed);
        var changed = _now.Against(before);
        if (changed.IsEmpty && before.Exists == _now.Exists)
            return;
        _at[++_version] = _now;
        _steps.Add(new(_version, one.Index, one.At, one.By, part.Record, kind, EntityConflict.None, false, changed, ""));
    }

    private IEnumerable<Part> Of(EntityEvent one) => _parts.Where(p => p.Record == one.Record).ToList();

    private bool Exists => !_deleted && _now.Exists;

    private IEnumerable<Part> Waiting() => _parts.Where(p => p.Deadline is not null && MayBeForced(p));

    private bool MayBeForced(Part part) => Exists || _deleted || (!part.Ask.Awaits && !_parts.Any(p => p.Ask.Create && p != part));

    private Entity Result()
    {
        var (root, first) = (_placed.FirstOrDefault(p => p is { Makes: true, Active: not null }) ?? _placed.FirstOrDefault(p => p.Makes), _parts.FirstOrDefault());
        var of = root ?? first;
        return new(
            _deleted ? EntityStands.Deleted : _now.Exists ? EntityStands.Here : root is null ? EntityStands.NotYet : EntityStands.TakenBack,
            _version, _now.Label ?? root?.Ask.Label ?? first?.Ask.Label ?? Nameless, _now.Values.Where(v => v.Value.Length > 0).ToImmutableSortedDictionary(StringComparer.Ordinal),
            (of?.Active ?? of?.Ask)?.Site, of?.By ?? default, _conflict, [.. _steps],
            [.. _parts.Where(p => p.Fault is not null).Select(p => new EntityFault(p.Index, p.Record, p.Row, p.Fault!))],
            [.. _parts.Where(p => !p.Out && (p.Held is not null || p.Awaits)).Select(p => new EntityWait(p.Index, p.Record, p.Row, p.Awaits ? null : MayBeForced(p) ? p.Deadline : null))],
            _steps.Count > 0 ? _steps.Max(s => s.Index) : first?.Index ?? 0, _steps.Count > 0 ? _steps[^1].At : first?.At ?? default, Waiting().Select(p => p.Deadline).Min());
    }
}
