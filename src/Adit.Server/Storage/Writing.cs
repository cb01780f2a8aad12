using Adit.Ledger;
using Adit.Submissions;

namespace Adit.Storage;

/// <summary>What a piece of work may do while it is the writer.</summary>
internal sealed class Writing(Connection db, KeyStore keys, TimeProvider clock, Tree tree, Instant latest)
{
    private readonly Tree _start = tree.Copy();
    private readonly Instant _before = latest;
    private readonly List<Recorded> _recorded = [];
    private readonly List<byte[]> _entries = [];
    private readonly Dictionary<string, KnownInstance?> _instances = [];

    public Connection Db => db;

    public KeyStore Keys => keys;

    public Tree Tree { get; private set; } = tree;

    public IReadOnlyList<Recorded> Recorded => _recorded;

    public Instant Now => Instant.From(clock.GetUtcNow());

    /// <summary>The latest time of all entries: where the clock shows an earlier one, it has stepped back.</summary>
    public Instant Latest { get; private set; } = latest;

    /// <summary>Appends a fact that was sealed before, and lets the tables follow.</summary>
    public Recorded Append(SealedEntry entry, Instant at, ActorId actor, Fact fact)
    {
        var recorded = new Recorded(Tree.Size, at, actor, fact);
        LedgerTable.Append(db, recorded.Index, entry);
        keys.Keep(recorded.Index, entry.Salt, entry.Wrapped);
        Remember(fact);
        Tree.Append(db, entry.Entry);
        Latest = at > Latest ? at : Latest;
        MomentsTable.Follow(db, recorded.Index, Latest);
        Views.Apply(db, keys, recorded);
        _recorded.Add(recorded);
        _entries.Add(entry.Entry);
        return recorded;
    }

    /// <summary>Records a fact now.</summary>
    public Recorded Record(ActorId actor, Fact fact)
    {
        var at = Now;
        return Append(SealedEntry.Seal(Facts.Write(fact, at, actor, clockBack: at < Latest), keys), at, actor, fact);
    }

    /// <summary>Whether a record with an instance id is held, as it is now; null where none is.</summary>
    /// <param name="alias">The keyed hash of the instance id.</param>
    public KnownInstance? Instance(byte[] alias) => _instances.Remove(Convert.ToHexString(alias), out var known) ? known : SubmissionsTable.Known(db, alias);

    /// <summary>Looks up some instance ids at once that are to be asked about.</summary>
    internal void LookUp(IEnumerable<byte[]> aliases)
    {
        var some = aliases.ToList();
        foreach (var (alias, known) in some.Zip(SubmissionsTable.Known(db, some)))
            _instances[Convert.ToHexString(alias)] = known;
    }

    // What was looked up before is asked again where it may have changed since.
    private void Remember(Fact fact)
    {
        if (fact is SubmissionAccepted { Envelope.Deprecates: null, Mark: { } mark })
            _instances.Remove(Convert.ToHexString(mark.Alias));
        else if (fact is not AttachmentReceived)
            _instances.Clear();
    }

    /// <summary>How many facts have been recorded so far: what <see cref="Return"/> goes back to.</summary>
    internal int Mark() => _recorded.Count;

    /// <summary>Forgets what was recorded after the mark. The tree is grown again from the start of the group: failures are rare, copies would not be.</summary>
    internal void Return(int mark)
    {
        _recorded.RemoveRange(mark, _recorded.Count - mark);
        _entries.RemoveRange(mark, _entries.Count - mark);
        Tree = _start.Copy();
        Latest = _recorded.Select(r => r.At).Append(_before).Max();
        foreach (var entry in _entries)
            Tree.Append(null, entry);
    }
}
