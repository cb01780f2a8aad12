using System.Data.Common;
using Adit.Ledger;
using Adit.Storage;
using Dapper;

namespace Adit.Tests.Storage;

/// <summary>Many writers, one ledger: a piece of work that fails is as if it never was.</summary>
public class DatabaseTests
{
    [Fact]
    public async Task An_exception_fails_its_caller_and_never_its_neighbours()
    {
        await using var house = await House.Open();
        var (before, random) = (house.Database.Size, new Random(7));
        for (var group = 0; group < 6; group++)
        {
            // While this one sleeps the others queue, and so are committed together.
            var slow = house.Database.Write(_ => { Thread.Sleep(60); return 0; });
            var pieces = Enumerable.Range(0, 120).Select(n => (Facts: random.Next(4), Fails: n % 5 == 0, Name: $"{group}-{n}")).ToList();
            var writes = pieces.Select(p => house.Database.Write(w => Piece(w, p.Facts, p.Fails, p.Name))).ToList();
            await slow;
            foreach (var (piece, write) in pieces.Zip(writes))
                if (piece.Fails)
                    Assert.Equal(piece.Name, (await Assert.ThrowsAsync<InvalidTimeZoneException>(() => write)).Message);
                else
                    Assert.Equal(piece.Facts, await write);
            before += pieces.Where(p => !p.Fails).Sum(p => p.Facts);
            Assert.Equal(before, house.Database.Size);
        }
        await house.Check();
    }

    [Fact]
    public async Task A_tree_after_failed_pieces_at_the_edges_of_tiles_is_the_tree_from_scratch()
    {
        await using var house = await House.Open();
        while (house.Database.Size < 520)
        {
            var slow = house.Database.Write(_ => { Thread.Sleep(5); return 0; });
            var (good, bad, after) = (house.Database.Write(w => Piece(w, 1, false, "")), house.Database.Write(w => Piece(w, 3, true, "x")), house.Database.Write(w => Piece(w, 1, false, "")));
            await Task.WhenAll(slow, good, after);
            await Assert.ThrowsAsync<InvalidTimeZoneException>(() => bad);
        }
        await house.Check();
        await house.Restart();
        await house.Check();
    }

    [Fact]
    public async Task Every_commit_is_told_in_order_and_whole()
    {
        await using var house = await House.Open();
        var (told, size) = (new List<long>(), house.Database.Size);
        house.Database.Committed += recorded => told.AddRange(recorded.Select(r => r.Index));
        await Task.WhenAll(Enumerable.Range(0, 200).Select(n => house.Database.Write(w => n % 7 == 0 ? throw new InvalidTimeZoneException() : Piece(w, 2, false, ""))).Select(async t =>
        {
            try
            {
                await t;
            }
            catch (InvalidTimeZoneException)
            {
                return;
            }
        }));
        Assert.Equal(Enumerable.Range(0, (int)(house.Database.Size - size)).Select(n => size + n), told);
    }

    [Trait("home", "folder")]
    [Fact]
    public async Task A_folder_opens_in_one_process_only()
    {
        await using var house = await House.Open();
        Assert.Throws<InUseException>(() => DataFolder.Open(house.Folder));
    }

    [Fact]
    public async Task The_ledger_refuses_to_be_changed()
    {
        await using var house = await House.Open();
        foreach (var sql in (string[])["update ledger set entry = entry where idx = 0", "delete from ledger where idx = 0"])
            await Assert.ThrowsAnyAsync<DbException>(() => house.Database.Write(w => w.Db.Db.Execute(sql)));
        await house.Check();
    }

    private static int Piece(Writing writing, int facts, bool fails, string name)
    {
        for (var n = 0; n < facts; n++)
            writing.Record(ActorId.Program, new RecordsRead(name, n));
        return fails ? throw new InvalidTimeZoneException(name) : facts;
    }
}
