using System.Security.Cryptography;
using Adit.Protection;
using Dapper;

namespace Adit.Storage;

/// <summary>How an entry's part keys are wrapped: the salt of the entry, and a room for each slot.</summary>
internal sealed record WrappedKeys(byte[] Salt, byte[] Wrapped);

/// <summary>
/// The keys of the tiers, and every part's own key wrapped under its tier's: <c>keys.db</c>, or a schema of its own. Durable with the entries they open or
/// before them, so that a crash leaves at worst keys without an entry, which the next append replaces.
/// </summary>
internal sealed class KeyStore : IDisposable
{
    private readonly Connection _connection;
    private readonly Func<Connection> _read;
    private readonly byte[][] _tiers;
    private readonly bool _write, _shared;

    /// <param name="log">The session that writes the log; where keys are written by the same one, what both write is durable at once.</param>
    public KeyStore(Home home, Connection log) : this(home.OpenKeysWriter(log), home.OpenKeysReader, write: true, log)
    {
    }

    private KeyStore(Connection connection, Func<Connection> read, bool write, Connection? log = null)
    {
        (_connection, _read, _write, _shared) = (connection, read, write, ReferenceEquals(connection, log));
        _tiers = [.. Enum.GetValues<Tier>().Select(t => Own($"tier.{t}"))];
        AliasKey = Own("alias");
        FormKey = write ? Own("csrf") : [];
        DraftKey = write ? Own("drafts") : [];
        PhoneKey = write ? Own("phones") : [];
        WebhookKey = write ? Own("webhooks") : [];
        CollectKey = write ? Phones.CollectKey.Of(Find("collect") ?? Drawn("collect", Phones.CollectKey.Draw())) : null;
    }

    /// <summary>Opens keys that exist, to read with and change nothing; whoever writes may have them open.</summary>
    /// <exception cref="InvalidDataException">A key of the programme's own is missing.</exception>
    public static KeyStore OpenToRead(Func<Connection> read) => new(read(), read, write: false);

    /// <summary>Keys the hashes under which instance ids are remembered, so that the table of them can be matched by nobody else.</summary>
    public byte[] AliasKey { get; }

    /// <summary>Keys the hidden field by which a session's own forms are known.</summary>
    public byte[] FormKey { get; }

    /// <summary>Makes the test addresses of drafts out of their ids.</summary>
    public byte[] DraftKey { get; }

    /// <summary>Opens what phones seal for the programme (<see cref="Parcel"/>).</summary>
    public byte[] PhoneKey { get; }

    /// <summary>Derives what calls to listeners' programs are signed with.</summary>
    public byte[] WebhookKey { get; }

    /// <summary>Opens what apps of others encrypt for the programme; null where the keys are open to read with alone.</summary>
    public Phones.CollectKey? CollectKey { get; }

    public Connection Connection => _connection;

    /// <summary>What is kept of keys and secrets.</summary>
    public static Table[] Tables { get; } =
    [
        new("own_keys", ["name", Table.Bytes("key")], ["name"]),
        new("part_keys", [Table.Number("idx"), Table.Bytes("salt"), Table.Bytes("wrapped")], ["idx"]) { Grows = Grows.ByIndex },
        new("secrets", ["credential", "owner", "kind", "hash"], ["credential"], "(owner)", "(hash)"),
    ];

    /// <summary>A 32-byte key of this programme's own, drawn at first use.</summary>
    public byte[] Own(string name) =>
        (_write ? Drawn(name, RandomNumberGenerator.GetBytes(Part.KeyBytes)) : Find(name)) is { Length: Part.KeyBytes } key ? key : throw new InvalidDataException($"There is no key {name}.");

    // Of two that draw one at the same moment, the first one's holds.
    private byte[] Drawn(string name, byte[] key)
    {
        // Not over a session that the writer may be using at this moment.
        using var own = _shared ? Reader() : null;
        (own ?? _connection).Db.Execute("insert into own_keys (name, key) values (@name, @key) on conflict do nothing", new { name, key });
        return Find(name)!;
    }

    /// <summary>One of the programme's own keys; null where it has none of this name. Read beside the writer.</summary>
    public byte[]? Find(string name)
    {
        using var reader = Reader();
        return reader.Db.QuerySingleOrDefault<byte[]>("select key from own_keys where name = @name", new { name });
    }

    /// <summary>Replaces one of the programme's own keys, or drops it where <paramref name="key"/> is null; only the writer may.</summary>
    public void SetOwn(string name, byte[]? key)
    {
        if (key is null)
            _connection.Db.Execute("delete from own_keys where name = @name", new { name });
        else
            _connection.Db.Execute("insert into own_keys (name, key) values (@name, @key) on conflict (name) do update set key = excluded.key", new { name, key });
    }

    /// <summary>The key under which parts of a slot are wrapped. Heads are the programme's; what was received is wrapped at the highest tier in it.</summary>
    public ReadOnlySpan<byte> TierKey(Tier tier) => _tiers[(int)tier];

    public void Begin()
    {
        if (!_shared)
            _connection.Begin();
    }

    public void Commit()
    {
        if (!_shared)
            _connection.Commit(null);
    }

    public void Rollback()
    {
        if (!_shared)
            _connection.Rollback();
    }

    public void Keep(long index, byte[] salt, byte[] wrapped) =>
        _connection.Run("insert into part_keys (idx, salt, wrapped) values ($1, $2, $3) on conflict (idx) do update set salt = excluded.salt, wrapped = excluded.wrapped", index, salt, wrapped);

    /// <summary>Keeps the hash of a secret; only the writer may.</summary>
    public void KeepSecret(Secret secret) => _connection.Run(
        "insert into secrets (credential, owner, kind, hash) values ($1, $2, $3, $4)", secret.Credential.ToString(), secret.Owner.ToString(), secret.Kind, secret.Hash);

    /// <summary>All secrets' hashes, revoked ones too. Read over a connection of its own: the writer's is busy.</summary>
    public IReadOnlyList<Secret> AllSecrets()
    {
        using var reader = Reader();
        return [.. reader.Db.Query<(string, string, string, string)>("select credential, owner, kind, hash from secrets")
            .Select(r => new Secret(Guid.Parse(r.Item1), new(Guid.Parse(r.Item2)), r.Item3, r.Item4))];
    }

    /// <summary>The secrets with a hash, revoked ones too.</summary>
    public IReadOnlyList<Secret> Secrets(string hash)
    {
        using var reader = Reader();
        return [.. reader.Db.Query<(string, string, string)>("select credential, owner, kind from secrets where hash = @hash", new { hash }).Select(r => new Secret(Guid.Parse(r.Item1), new(Guid.Parse(r.Item2)), r.Item3, hash))];
    }

    /// <summary>How a part's key is wrapped: the entry's salt and six slots; null where the entry has none.</summary>
    public static WrappedKeys? Wrapped(Connection reader, long index) =>
        reader.First("select salt, wrapped from part_keys where idx = $1", row => new WrappedKeys(row.Bytes(0), row.Bytes(1)), index);

    /// <summary>The same of many entries, asked all at once; those that have none are left out.</summary>
    public static IReadOnlyDictionary<long, WrappedKeys> Wrapped(Connection reader, IEnumerable<long> indexes) =>
        reader.Db.Query<(long Index, byte[] Salt, byte[] Wrapped)>($"select idx, salt, wrapped from part_keys where {Dialect.In(reader.Db, "idx", "@indexes")}", new { indexes = indexes.ToArray() }).ToDictionary(r => r.Index, r => new WrappedKeys(r.Salt, r.Wrapped));

    /// <summary>A connection that reads keys beside the writer.</summary>
    public Connection Reader() => _read();

    /// <summary>Destroys the keys of some parts of an entry, for good after <see cref="Purge"/>; copies made before are out of reach. Only the writer may.</summary>
    public void Destroy(long index, IEnumerable<Slot> slots)
    {
        if (_connection.Db.QuerySingleOrDefault<byte[]>("select wrapped from part_keys where idx = @index", new { index }) is not { } wrapped)
            return;
        foreach (var slot in slots)
            wrapped.AsSpan((int)slot * SealedEntry.WrappedSlot, SealedEntry.WrappedSlot).Clear();
        _connection.Run("update part_keys set wrapped = $2 where idx = $1", index, wrapped);
    }

    public void Dispose()
    {
        CollectKey?.Dispose();
        if (!_shared)
            _connection.Dispose();
    }
}
