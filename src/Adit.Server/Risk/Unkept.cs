using Adit.Forms;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Risk;

/// <summary>What follows from entries that were taken in, and is not written yet: so that many of them are written in one turn.</summary>
internal sealed class Unkept
{
    private readonly List<(string Of, Action<Connection> Write)> _days = [];
    private readonly Dictionary<(string Form, string Version, ActorId Agent), (long Records, Instant Last)> _uses = [];
    private readonly SortedDictionary<string, long> _changes = new(StringComparer.Ordinal);
    private readonly Dictionary<(SiteId Site, string Name, DateOnly Day), (long Milli, bool Add)> _figures = [];
    private readonly Dictionary<(SiteId Site, DateOnly Day, ActorId Agent), long> _seen = [];
    private readonly List<FoundRow> _found = [];

    /// <summary>The entry that may have changed all sites; null where none did.</summary>
    public long? All { get; set; }

    /// <summary>A site changed by an entry.</summary>
    public void Change(SiteId site, long by)
    {
        var key = site.ToString();
        _changes[key] = Math.Max(by, _changes.GetValueOrDefault(key));
    }

    /// <summary>Rows of a site; they are written in the order in which they were added.</summary>
    public void Add(SiteId site, Action<Connection> write) => _days.Add((site.ToString(), write));

    /// <summary>Something that a record found.</summary>
    public void Add(FoundRow found) => _found.Add(found);

    /// <summary>A figure of a day: added up, or the largest of the day.</summary>
    public void Add(SiteId site, Figure figure)
    {
        var key = (site, figure.Name, figure.Day);
        var milli = !_figures.TryGetValue(key, out var before) ? figure.Milli : figure.Add ? before.Milli + figure.Milli : Math.Max(before.Milli, figure.Milli);
        _figures[key] = (milli, figure.Add);
    }

    /// <summary>An agent was at a site on a day; the first record of it counts.</summary>
    public void See(SiteId site, DateOnly day, Recorded recorded) => _seen.TryAdd((site, day, recorded.Actor), recorded.Index);

    /// <summary>A form was used.</summary>
    public void Use(Recorded recorded, Envelope envelope)
    {
        _days.Add(("", db => DaysTable.OfForm(db, envelope.Form, recorded.Index)));
        var key = (envelope.Form, envelope.Version, recorded.Actor);
        var (records, last) = _uses.GetValueOrDefault(key);
        _uses[key] = (records + 1, recorded.At > last ? recorded.At : last);
    }

    /// <summary>What writes all of it, in the order of the rows' keys; what is of one site stays in the order of its entries.</summary>
    public Action<Connection> Prepare()
    {
        var days = _days.OrderBy(d => d.Of, StringComparer.Ordinal).ToList();
        var seen = _seen.OrderBy(s => s.Key.Site.ToString(), StringComparer.Ordinal).ToList();
        var figures = _figures.OrderBy(f => f.Value.Add).ThenBy(f => f.Key.Site.ToString(), StringComparer.Ordinal).ToList();
        return db =>
        {
            foreach (var (_, write) in days)
                write(db);
            foreach (var ((site, day, agent), k) in seen)
                DaysTable.Saw(db, site, day, agent, k);
            foreach (var found in _found)
                FoundTable.Add(db, found);
            foreach (var ((site, name, day), (milli, add)) in figures)
                DaysTable.Figure(db, site, name, day, milli, add);
            foreach (var (of, use) in _uses)
                UsesTable.Add(db, of.Form, of.Version, of.Agent, use.Records, use.Last);
            if (All is { } index)
                ChangesTable.NoteAll(db, index);
            foreach (var (site, by) in _changes)
                ChangesTable.Note(db, site, by);
        };
    }

    /// <summary>All of it is written, or is to be worked out again.</summary>
    public void Forget()
    {
        _days.Clear();
        _uses.Clear();
        _changes.Clear();
        _figures.Clear();
        _seen.Clear();
        _found.Clear();
        All = null;
    }
}
