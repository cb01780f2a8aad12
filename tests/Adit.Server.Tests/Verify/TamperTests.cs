using Adit.Reports;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.Phones;
using Adit.Verify;
using CsCheck;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Adit.Tests.Verify;

/// <summary>A folder that somebody changed: whatever byte it was, verifying says that it does not hold, and where.</summary>
[Trait("home", "folder")]
public sealed class TamperTests : IAsyncLifetime
{
    private static readonly string[] NamedByEntry = ["check.no.entry", "check.no.entries", "check.no.part", "check.no.missing"];

    private string _folder = "";
    private long _report;

    public async ValueTask InitializeAsync()
    {
        await using var house = await House.Open();
        var site = await house.Site("N1");
        await house.Record(new Adit.Sites.SiteParameterSet(site, "pit_depth_limit_m", 10, new(2026, 1, 1), "x"));
        await house.Record(new Adit.Sites.SiteRegistered(site, "N1", "Site N1", Adit.Sites.SiteKind.Monitored, Adit.Sites.Stage.Monitored, "CD", "Lualaba", ["cobalt"], null, "Africa/Lubumbashi", null, ["EGC-2021"], null, [], null));
        var agent = await house.Agent("Awa", "en", site);
        await house.Publish(Rounds.Xform(noteTier: "T3"));
        await house.Publish(Rounds.Xform("case", tier: "T3"));
        await house.Get<Adit.Ledger.Publishing>().Publish();
        for (var n = 0; n < 6; n++)
            Assert.Equal(201, (await agent.Phone.Submit(Rounds.Record($"uuid:{n}", site: "N1", depth: $"{n * 4}", note: n % 2 == 0 ? "" : "a note", photo: "p.jpg"), Rounds.Photo("p.jpg", seed: n))).Code);
        Assert.Equal(201, (await agent.Phone.Submit(Rounds.Record("uuid:case", site: "N1", note: "x", form: "case"))).Code);
        await house.Database.Write(writing =>
        {
            for (var n = 0; n < 300; n++)
                writing.Record(ActorId.Program, new Adit.Ledger.RecordsRead("x", n));
            return true;
        });
        await RecordErasing.Run(house.Database, house.Get<Blobs>(), ActorId.Program, house.Row("uuid:5")!.Submission, "x");
        await house.Rated();
        _report = (await house.Record(new ReportPublished(
            new(Guid.CreateVersion7()), site, new(2026, 10, 1), 1,
            new("N1", "Site N1", "CD", "Lualaba", ["cobalt"], "Monitored", new(2026, 10, 1), new(2026, 10, 31), "", 7, "oox-", [new("records", 7)], null, [], [], [], [], []), [new(ReportSection.Summary, "en", "A calm month.")], ""))).Index;
        await house.Check();
        _folder = (await house.CopyOfHome()).Folder;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Nobody_changed_it_and_it_holds() => Assert.Null((await HomeVerifying.Run(Address.Of(_folder), new(), (_, _) => { }, views: true)).Fault);

    [Theory]
    [InlineData("adit.db", "ledger", "entry", "idx")]
    [InlineData("adit.db", "parts", "sealed", "idx")]
    [InlineData("adit.db", "tiles", "hashes", "n")]
    [InlineData("adit.db", "checkpoints", "note", "size")]
    [InlineData("keys.db", "part_keys", "salt", "idx")]
    [InlineData("keys.db", "part_keys", "wrapped", "idx")]
    public Task A_changed_byte_of_a_row_is_found_and_named(string file, string table, string column, string key) => Gen.Select(Gen.Int[0, 100_000], Gen.Int[0, 100_000], Gen.Byte[1, 255]).SampleAsync(async (row, at, flip) =>
    {
        using var copy = new Copy(_folder);
        var number = copy.Change(file, table, column, key, row, at, flip);

        var fault = (await HomeVerifying.Run(Address.Of(copy.Path), new(), (_, _) => { })).Fault;

        Assert.True(fault is not null, $"{table} {number}, byte {at}: it holds");
        if (NamedByEntry.Contains(fault.Key))
            Assert.Equal(Sentence.Place(number), fault.Parts[0].Value);
        else
            Assert.Contains(fault.Key, (string[])["check.no.tile", "check.no.root", "check.no.signature", "check.no.file", "check.no.erased"]);
    }, iter: 12, threads: 1);

    [Fact]
    public Task Whatever_byte_of_a_published_report_is_changed_it_is_found_and_named() => Gen.Select(Gen.Int[0, 100_000], Gen.Byte[1, 255]).SampleAsync(async (at, flip) =>
    {
        using var copy = new Copy(_folder);
        var bytes = copy.Read<byte[]>("adit.db", $"select sealed from parts where idx = {_report}");
        bytes[at % bytes.Length] ^= flip;
        copy.Run("adit.db", "update parts set sealed = @bytes where idx = @index", new { bytes, index = _report });
        var fault = (await HomeVerifying.Run(Address.Of(copy.Path), new(), (_, _) => { })).Fault;
        Assert.True(fault is not null && Sentence.Place(_report).Equals(fault.Parts[0].Value), $"byte {at}: {fault?.Key}");
    }, iter: 12, threads: 1);

    [Theory]
    [InlineData("tier.T0")]
    [InlineData("tier.T2")]
    [InlineData("tier.T3")]
    [InlineData("signing")]
    public async Task A_changed_key_of_the_folder_is_found(string name)
    {
        using var copy = new Copy(_folder);
        copy.Run("keys.db", $"update own_keys set key = zeroblob(32) where name = '{name}'");
        Assert.NotNull((await HomeVerifying.Run(Address.Of(copy.Path), new(), (_, _) => { })).Fault);
    }

    [Theory]
    [InlineData("insert into parts select 100000, sealed from parts where idx = 3")]
    [InlineData("insert into tiles values (7, 0, zeroblob(8192))")]
    [InlineData("insert into ledger select -1, entry from ledger where idx = 3")]
    public async Task Rows_that_belong_to_no_entry_are_found(string change)
    {
        using var copy = new Copy(_folder);
        copy.Run("adit.db", change);
        var fault = (await HomeVerifying.Run(Address.Of(copy.Path), new(), (_, _) => { })).Fault;
        Assert.Equal("check.no.rows", fault?.Key);
    }

    [Fact]
    public async Task A_part_that_was_made_to_look_as_if_it_had_never_been_is_found()
    {
        using var copy = new Copy(_folder);
        var (index, store) = copy.Read<(long, byte[])>("adit.db", "select p.idx, p.sealed from parts p join submissions s on s.idx = p.idx where s.instance = 'uuid:1'");
        var wrapped = copy.Read<byte[]>("keys.db", $"select wrapped from part_keys where idx = {index}");
        foreach (var slot in (Adit.Protection.Slot[])[Adit.Protection.Slot.T1, Adit.Protection.Slot.T3, Adit.Protection.Slot.Raw])
        {
            using var again = new Copy(_folder);
            var cut = SealedEntry.Without(store, [slot]);
            // −2, erased, becomes −1, never there; and the key goes with it.
            cut[cut.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFE, 0xFF, 0xFF, 0xFF])] = 0xFF;
            var without = wrapped.ToArray();
            without.AsSpan((int)slot * SealedEntry.WrappedSlot, SealedEntry.WrappedSlot).Clear();
            again.Run("adit.db", "update parts set sealed = @cut where idx = @index", new { cut, index });
            again.Run("keys.db", "update part_keys set wrapped = @without where idx = @index", new { without, index });

            var fault = (await HomeVerifying.Run(Address.Of(again.Path), new(), (_, _) => { })).Fault;

            Assert.Equal(("check.no.missing", Sentence.Place(index), Adit.Protection.Slots.NameOf(slot)), (fault?.Key, fault?.Parts[0].Value, fault?.Parts[1].Value));
        }
    }

    [Theory]
    [InlineData("ratings", "update ratings set level = 4 - level")]
    [InlineData("ratings", "delete from ratings where v_from > 0")]
    [InlineData("former_ratings", "update former_ratings set k_to = k_to - 1")]
    [InlineData("users", "insert into users values ('x', 'intruder', 'Lead', '', 0)")]
    [InlineData("instances", "update instances set standing = 2 where idx = (select max(idx) from instances)")]
    [InlineData("assessed", "update assessed set next = next + 1")]
    public async Task A_changed_row_of_a_view_is_found(string table, string change)
    {
        using var copy = new Copy(_folder);
        copy.Run("adit.db", change);
        Assert.Null((await HomeVerifying.Run(Address.Of(copy.Path), new(), (_, _) => { })).Fault);

        var fault = (await HomeVerifying.Run(Address.Of(copy.Path), new(), (_, _) => { }, views: true)).Fault;

        Assert.Equal("check.no.view", fault?.Key);
        Assert.Equal(table, fault!.Parts[0].Value);
    }

    [Fact]
    public Task Whatever_byte_of_a_database_file_is_changed_verifying_says_yes_or_no_and_never_breaks() => Gen.Select(Gen.Bool, Gen.Double[0, 0.999999], Gen.Byte[1, 255]).SampleAsync(async (keys, at, flip) =>
    {
        using var copy = new Copy(_folder);
        var file = Path.Combine(copy.Path, keys ? "keys.db" : "adit.db");
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[(long)(at * bytes.Length)] ^= flip;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        await HomeVerifying.Run(Address.Of(copy.Path), new(), (_, _) => { });
    }, iter: 40, threads: 1);

    [Fact]
    public async Task A_changed_byte_of_any_file_of_a_record_is_found()
    {
        foreach (var blob in Directory.GetFiles(Path.Combine(_folder, "blobs"), "*", SearchOption.AllDirectories))
        {
            using var copy = new Copy(_folder);
            var file = Path.Combine(copy.Path, Path.GetRelativePath(_folder, blob));
            var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            bytes[Random.Shared.Next(bytes.Length)] ^= 1;
            await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
            Assert.Equal("check.no.file", (await HomeVerifying.Run(Address.Of(copy.Path), new(), (_, _) => { })).Fault?.Key);
        }
    }

    private sealed class Copy : IDisposable
    {
        public Copy(string folder)
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                var to = System.IO.Path.Combine(Path, System.IO.Path.GetRelativePath(folder, file));
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(to)!);
                File.Copy(file, to);
            }
            Run("adit.db", "drop trigger ledger_is_append_only; drop trigger ledger_is_kept");
        }

        public string Path { get; } = House.NewFolder();

        /// <summary>Changes a byte of the row of a number; returns the row's own key.</summary>
        public long Change(string file, string table, string column, string key, int row, int at, byte flip)
        {
            using var db = Open(file);
            var count = db.QuerySingle<int>($"select count(*) from {table}");
            var (number, bytes) = db.QuerySingle<(long, byte[])>($"select {key}, cast({column} as blob) from {table} order by {key} limit 1 offset {row % count}");
            bytes[at % bytes.Length] ^= flip;
            db.Execute($"update {table} set {column} = {(column == "note" ? "cast(@bytes as text)" : "@bytes")} where {key} = @number", new { bytes, number });
            return number;
        }

        public void Run(string file, string sql, object? values = null)
        {
            using var db = Open(file);
            db.Execute(sql, values);
        }

        public T Read<T>(string file, string sql)
        {
            using var db = Open(file);
            return db.QuerySingle<T>(sql);
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);

        private SqliteConnection Open(string file)
        {
            var db = new SqliteConnection($"Data Source={System.IO.Path.Combine(Path, file)};Pooling=False");
            db.Open();
            return db;
        }
    }
}
