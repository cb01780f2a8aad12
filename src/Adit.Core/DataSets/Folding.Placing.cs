using System.Collections.Immutable;

namespace Adit.DataSets;

// How parts find their place.
public sealed partial class Folding
{
    private void Arrive(Part part)
    {
        (part.Fault, var held, part.Held) = (null, part.Held, null);
        if (Trying(part) is { } place)
        {
            Place(part, place);
            Drain();
            return;
        }
        part.Fault = FaultOf(part);
        if (part.Fault is null)
            part.Held = held ?? part.At;
    }

    // Whatever waited for what was placed just now, in the order of its chain.
    private void Drain()
    {
        while (_parts.Where(p => p is { Placed: 0, Out: false, Awaits: false } && (p.Held is not null || p.Fault == Unknown))
            .OrderBy(p => p.Ask.Base ?? 0).ThenBy(p => p.Index).Select(p => (Part: p, Place: Trying(p))).FirstOrDefault(p => p.Place is not null) is ({ } part, { } place))
        {
            (part.Held, part.Fault) = (null, null);
            Place(part, place);
        }
    }

    private void Force(Part part)
    {
        (part.Held, _moment) = (null, part.Deadline!.Value);
        if (_deleted)
            part.Fault = "entity-deleted";
        else
            Place(part, Exists ? new(_version, Makes: false, Forced: true) : new(null, Makes: true, Forced: true));
        Drain();
    }

    /// <summary>Where a part goes: the version it grew from, or none where it makes the entity.</summary>
    private sealed record Spot(int? Base, bool Makes, bool Forced);

    private Spot? Trying(Part part)
    {
        var ask = part.Ask;
        if (_deleted)
            return null;
        if (!Exists)
            return ask.Create ? new(null, Makes: true, Forced: false) : null;
        if (!ask.Update)
            // What was made by force before its own making came: the making is a change like any other.
            return ask.Create && _placed.Any(p => p is { Forced: true, Makes: true, Active: not null }) ? new(0, Makes: false, Forced: false) : null;
        return BaseOf(part) is { } from && from >= 1 && from <= _version ? new(from, Makes: false, Forced: false) : null;
    }

    private string? FaultOf(Part part)
    {
        var ask = part.Ask;
        var root = _placed.Any(p => p.Makes);
        return _deleted ? "entity-deleted"
            : !Exists ? ask.Branch is null || root ? Unknown : null
            : !ask.Update ? "entity-exists"
            : ask.Branch is null || Begins(ask) ? "entity-version" : null;
    }

    private int? BaseOf(Part part)
    {
        var ask = part.Ask;
        if (ask.Branch is null || ask.Base is null)
            return ask.Base ?? (ask.Create ? _version : null);
        if (Begins(ask))
            return ask.Base;
        return _placed.LastOrDefault(p => p.Ask.Branch == ask.Branch && p.Ask.Update && p.Ask.Base == ask.Base - 1)?.Placed;
    }

    // The first change of a chain grew from a version that the server gave, or from the making itself.
    private static bool Begins(EntityAsk ask) => ask.Base is { } from && (from == ask.Trunk || (from == 1 && ask.Trunk is null));

    private void Place(Part part, Spot spot)
    {
        var before = _now;
        var foreign = spot.Base is { } from ? Between(part, from) : [];
        _version++;
        (part.Placed, part.Makes, part.Forced, part.Active) = (_version, spot.Makes, spot.Forced, part.Ask);
        _placed.Add(part);
        _now = _at[_version] = Content.Of(_placed);
        var conflict = ConflictOf(part, foreign, before);
        if (conflict == EntityConflict.None && spot is { Forced: true, Makes: false })
            conflict = EntityConflict.Soft;
        _conflict = conflict > _conflict ? conflict : _conflict;
        _steps.Add(new(_version, part.Index, _moment, part.By, part.Record, spot.Makes ? EntityStepKind.Made : EntityStepKind.Changed, conflict, spot.Forced, _now.Against(before), ""));
    }

    // The steps after the version that it grew from, without those of its own chain. What was taken back and then counted again is as it was.
    private List<EntityStep> Between(Part part, int from)
    {
        if (_at.TryGetValue(from, out var known) && _now.Against(known).IsEmpty && _steps.Where(s => s.Version > from).All(s => s.Kind is EntityStepKind.TakenBack or EntityStepKind.Corrected or EntityStepKind.ConflictSeen))
            return [];
        var own = _placed.Where(p => part.Ask.Branch is { } branch && p.Ask.Branch == branch && (p.Ask.Base ?? 0) < (part.Ask.Base ?? 0)).Select(p => p.Placed).ToHashSet();
        return [.. _steps.Where(s => s.Version > from && !own.Contains(s.Version) && s.Kind != EntityStepKind.ConflictSeen)];
    }

    private static EntityConflict ConflictOf(Part part, List<EntityStep> foreign, Content before)
    {
        if (foreign.Count == 0)
            return EntityConflict.None;
        var touched = foreign.SelectMany(s => s.Changed).Select(d => d.Name).ToHashSet();
        return Content.Asked(part.Ask).Any(a => touched.Contains(a.Name) && a.Text != (before.Text(a.Name) ?? "")) ? EntityConflict.Hard : EntityConflict.Soft;
    }

    /// <summary>What one record asks in one of its rows, through all its versions.</summary>
    private sealed class Part(SubmissionId record, EntityAsk ask, ActorId by)
    {
        public SubmissionId Record => record;

        public string Row { get; } = ask.Row;

        public ActorId By => by;

        /// <summary>What its newest version asks.</summary>
        public EntityAsk Ask { get; set; } = ask;

        /// <summary>What counts of it; null where nothing does.</summary>
        public EntityAsk? Active { get; set; }

        public long Index { get; set; }

        public Instant At { get; set; }

        /// <summary>The version that it made first; 0 where it has no place yet.</summary>
        public int Placed { get; set; }

        public bool Makes { get; set; }

        public bool Forced { get; set; }

        /// <summary>Since when it waits for another part.</summary>
        public Instant? Held { get; set; }

        /// <summary>It waits for the office.</summary>
        public bool Awaits { get; set; }

        /// <summary>Its record counts no more.</summary>
        public bool Out { get; set; }

        /// <summary>And never will.</summary>
        public bool ForEver { get; set; }

        public string? Fault { get; set; }

        public Instant? Deadline => Held is { } since ? new(since.Micros + (long)Patience.TotalMicroseconds) : null;
    }

    /// <summary>Label and properties.</summary>
    private sealed record Content(bool Exists, string? Label, ImmutableDictionary<string, string> Values)
    {
        private const string LabelName = "label";

        public static Content Nothing { get; } = new(false, null, ImmutableDictionary<string, string>.Empty);

        public static Content Of(List<Part> placed)
        {
            var (exists, label, values) = (false, (string?)null, ImmutableDictionary.CreateBuilder<string, string>());
            foreach (var part in placed)
            {
                if (part.Active is not { } ask)
                    continue;
                exists |= part.Makes;
                label = ask.Label ?? label;
                foreach (var value in ask.Values)
                    values[value.Name] = value.Text;
            }
            return new(exists, label, values.ToImmutable());
        }

        public static IEnumerable<EntityValue> Asked(EntityAsk ask) => ask.Label is { } label ? ask.Values.Append(new(LabelName, label)) : ask.Values;

        public string? Text(string name) => name == LabelName ? Label : Values.GetValueOrDefault(name);

        public ImmutableArray<EntityDifference> Against(Content before) =>
        [
            .. before.Label == Label ? [] : (EntityDifference[])[new(LabelName, before.Label, Label)],
            .. Values.Keys.Union(before.Values.Keys).Order(StringComparer.Ordinal).Where(n => (before.Text(n) ?? "") != (Text(n) ?? "")).Select(n => new EntityDifference(n, Blank(before.Text(n)), Blank(Text(n)))),
        ];

        private static string? Blank(string? text) => string.IsNullOrEmpty(text) ? null : text;
    }
}
