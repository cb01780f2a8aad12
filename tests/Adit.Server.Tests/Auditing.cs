using System.Data.Common;
using System.Runtime.InteropServices;
using System.Text;
using Adit.Ledger;
using Adit.Protection;
using Adit.Storage;
using Dapper;

namespace Adit.Tests;

/// <summary>Checks a ledger by other ways than those it was written by.</summary>
internal static class Auditing
{
    /// <summary>Recomputes leaves, root, tiles and commitments from the stored bytes, and compares them with the tree in memory.</summary>
    public static Task Entries(Database database)
    {
        var ledger = new LedgerReading(database);
        database.Read(db =>
        {
            var tree = Tree.Load(db);
            var entries = LedgerTable.Entries(db, 0, long.MaxValue).ToList();
            var leaves = entries.Select(e => Merkle.Leaf(e)).ToArray();
            Assert.Equal(leaves.Length, tree.Size);
            Assert.Equal(Merkle.Root(leaves), tree.Root());
            Tiles(db, leaves);
            for (var index = 0; index < entries.Count; index++)
                Commitments(ledger.Open(db, index, Tier.T3)!);
            return true;
        });
        var (live, size) = (database.CurrentTree(), database.Size);
        Assert.True(live.Size >= size);
        database.Read(db =>
        {
            Assert.Equal(Merkle.Root([.. LedgerTable.Entries(db, 0, live.Size).Select(e => Merkle.Leaf(e))]), live.Root());
            return true;
        });
        return Task.CompletedTask;
    }

    /// <summary>Verifies the published head, and makes its root again from the tiles that the public gets.</summary>
    public static async Task Published(HttpClient http, Database database)
    {
        Assert.True(VerifierKey.TryRead((await http.GetStringAsync("/log/key")).Trim(), out var key));
        Assert.True(Checkpoint.TryOpen(await http.GetByteArrayAsync("/log/checkpoint"), key, Signing.Verify, out var head));
        Assert.Equal(database.Created!.Origin, head.Origin);
        Assert.True(KeyChain.TryRead(await http.GetByteArrayAsync("/log/keys"), Signing.Verify, out var keys));
        Assert.Equal((database.Created.VerifierKey, key), (keys.Terms[0].Key.ToString(), keys.At(head.Size)));
        var held = new Dictionary<Tile, byte[]>();
        foreach (var tile in Adit.Ledger.Tiles.Of(head.Size))
            held[tile] = await http.GetByteArrayAsync("/log/" + tile.Path);
        Assert.Equal(head.Root, Merkle.Root(head.Size, Adit.Ledger.Tiles.Reader(head.Size, t => held[t])));
        foreach (var (tile, bytes) in held.Where(t => t.Key.Level == 0))
            await Leaves(http, tile, bytes);
    }

    /// <summary>Every row of every view, table by table, in the order of the primary key.</summary>
    public static Dictionary<string, List<string>> Dump(DbConnection db) => Dump(db, Convert.ToHexStringLower);

    /// <param name="bytes">How bytes are shown.</param>
    public static Dictionary<string, List<string>> Dump(DbConnection db, Func<byte[], string> bytes) => Views.Tables.ToDictionary(t => t.Name, t =>
    {
        var rows = new List<string>();
        using var reader = db.ExecuteReader($"select {t.AllColumns} from {t.Name} order by {string.Join(", ", t.Key.Select(k => $"\"{k}\""))}");
        while (reader.Read())
            rows.Add(string.Join(" | ", t.Columns.Select((c, i) => $"{c.Name}={Text(reader[i], bytes)}")));
        return rows;
    });

    public static void SameRows(Dictionary<string, List<string>> before, Dictionary<string, List<string>> after)
    {
        var differences = new StringBuilder();
        foreach (var (table, rows) in before)
        {
            var (gone, come) = (rows.Except(after[table]).ToList(), after[table].Except(rows).ToList());
            if (gone.Count + come.Count > 0 || rows.Count != after[table].Count)
                differences.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{table}: {rows.Count} rows, rebuilt {after[table].Count}").AppendJoin("\n", gone.Take(5).Select(r => "  live    " + r).Concat(come.Take(5).Select(r => "  rebuilt " + r))).AppendLine();
        }
        Assert.True(differences.Length == 0, differences.ToString());
    }

    private static async Task Leaves(HttpClient http, Tile tile, byte[] hashes)
    {
        var bundle = await http.GetByteArrayAsync("/log/" + (tile with { Level = Tile.Entries }).Path);
        Assert.True(Adit.Ledger.Tiles.TryReadEntries(bundle, tile.Width, out var entries));
        Assert.Equal(Tile.HashesIn(hashes).ToArray(), entries.Select(e => Merkle.Leaf(e.Span)).ToArray());
    }

    private static void Tiles(DbConnection db, Hash[] leaves)
    {
        var level = leaves;
        for (var height = 0; level.Length >= Tile.FullWidth; height++)
        {
            var full = level.Chunk(Tile.FullWidth).Where(c => c.Length == Tile.FullWidth).ToList();
            for (var n = 0; n < full.Count; n++)
                Assert.Equal(MemoryMarshal.AsBytes<Hash>(full[n]).ToArray(), LedgerTable.Tile(db, height, n));
            Assert.Equal(full.Count, db.QuerySingle<int>("select count(*) from tiles where level = @height", new { height }));
            level = [.. full.Select(c => Merkle.Root(c))];
        }
    }

    private static void Commitments(OpenedEntry opened)
    {
        Assert.True(Entry.TryRead(opened.Entry, out var entry));
        Assert.NotNull(opened.Parts.Head);
        for (var slot = Slot.Head; slot <= Slot.Raw; slot++)
            if (opened.Parts[slot] is { } part)
                Assert.True(Disclosure.Of(slot, opened.PartKeys.AsSpan((int)slot * Part.KeyBytes, Part.KeyBytes), part).Holds(entry), $"entry {opened.Index}, {slot}");
    }

    private static string Text(object value, Func<byte[], string> shown) => value switch { byte[] bytes => shown(bytes), DBNull => "null", _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value}") };
}
