using System.Data.Common;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.Phones;
using Adit.Verify;

namespace Adit.Tests.Submissions;

/// <summary>A record is erased: nothing of it is left in any file, and everything else stays provable.</summary>
public sealed class EraseTests
{
    private const string Note = "Zainabu’s brother told us";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Trait("home", "folder")]
    [Theory]
    [InlineData(Rounds.Form)]
    [InlineData("case")]
    public async Task Nothing_of_an_erased_record_is_left_in_any_file(string form)
    {
        await using var told = await Told.Begin(form);
        var house = told.House;
        // What is looked for afterwards is there before: else the search would prove nothing.
        var traces = told.Traces();
        Assert.All(traces, trace => Assert.True(IsIn(house.Folder, trace.Bytes), trace.Name));

        await told.Erase();

        Assert.All(traces, trace => Assert.False(IsIn(house.Folder, trace.Bytes), trace.Name));
        Assert.Equal(told.FilesBefore, house.FilesOnDisk());
        await house.Check();
        Assert.All(traces, trace => Assert.False(IsIn(house.Folder, trace.Bytes), trace.Name));
        await house.Restart();
        await house.Check();
    }

    [Fact]
    public async Task Who_erased_what_and_why_stands_in_the_ledger_and_it_verifies()
    {
        await using var told = await Told.Begin(Rounds.Form);
        var (house, first) = (told.House, told.Index);

        await told.Erase();

        var erased = Facts<PartErased>(house);
        Assert.All(erased, e => Assert.Equal((told.Lead, "asked for by the family"), (e.Actor, e.Fact.Reason)));
        Assert.Equal([first, told.Edited], erased.Where(e => !e.Fact.Alias.IsEmpty).Select(e => e.Fact.Entry));
        Assert.Contains("raw", erased.First(e => e.Fact.Entry == first).Fact.Slots);
        Assert.DoesNotContain("head", erased.SelectMany(e => e.Fact.Slots));
        var verified = await HomeVerifying.Run(house.Kept.Address, new(), (_, _) => { }, views: true);
        Assert.Null(verified.Fault);
        Assert.Contains(verified.Held, s => s.Key == "check.held.erased");
        Assert.Contains(verified.Held, s => s.Key == "check.held.views");
    }

    [Fact]
    public async Task Its_ratings_and_rows_are_as_if_it_had_never_been()
    {
        await using var without = await House.Open();
        var (site, agent) = await Told.Prepare(without);
        Assert.Equal(201, (await agent.Phone.Submit(Rounds.Record("uuid:other", site: "N1", depth: "3"))).Code);
        await without.Rated();
        await using var told = await Told.Begin(Rounds.Form);
        Assert.Contains(told.House.Database.Read(Auditing.Dump)["ratings"], row => row.Contains("OH-04", StringComparison.Ordinal));

        await told.Erase();
        await told.House.Rated();

        var (left, never) = (told.House.Database.Read(Auditing.Dump), without.Database.Read(Auditing.Dump));
        foreach (var view in (string[])["ratings", "former_ratings", "timelines", "submissions", "attachments", "reviews", "site_records", "agent_days", "day_figures", "protected_records"])
            Assert.True(never[view].Count == left[view].Count, $"{view}: {left[view].Count} rows, without the record {never[view].Count}");
        Assert.Empty(told.House.Database.Read(db => SubmissionsTable.Versions(db, told.Record)));
    }

    [Fact]
    public async Task Others_go_on_recording_while_a_record_is_erased_and_what_comes_of_it_meanwhile_is_erased_too()
    {
        Assert.SkipWhen(TestHome.Server is null, "In a folder everybody waits for the one writer.");
        await using var told = await Told.Begin(Rounds.Form);
        await told.House.Database.Write(writing => Enumerable.Range(0, 500).Select(n => writing.Record(told.Lead, new RecordsRead("x", n))).ToList());
        await told.House.Rated();
        var meanwhile = false;

        var (entries, destroyed) = await RecordErasing.Run(told.House.Database, told.House.Get<Blobs>(), told.Lead, told.Record, "asked for by the family", (_, _) =>
        {
            if (meanwhile)
                return;
            meanwhile = true;
            var sent = Task.WhenAll(
                told.Agent.Phone.Submit(Rounds.Record("uuid:late", site: "N1", depth: "4")),
                told.Agent.Phone.Submit(Rounds.Record(Told.Instance + "-3", site: "N1", depth: "32", note: Note, replaces: Told.Instance + "-2")));
            Assert.Equal([201, 201], sent.WaitAsync(TimeSpan.FromSeconds(30), Stop).GetAwaiter().GetResult().Select(a => a.Code));
        });
        await told.House.Rated();

        Assert.True(meanwhile && destroyed);
        Assert.True(entries >= 3, $"{entries} entries");
        Assert.NotNull(told.House.Row("uuid:late"));
        Assert.Empty(told.House.Database.Read(db => SubmissionsTable.Versions(db, told.Record)));
        Assert.DoesNotContain(told.House.Database.Read(Auditing.Dump)["submissions"], row => row.Contains(Told.Instance, StringComparison.Ordinal));
        await told.House.Check();
    }

    [Theory]
    [InlineData(Rounds.Form)]
    [InlineData("case")]
    public async Task A_phone_that_sends_it_again_is_told_that_it_arrived_and_nothing_is_kept(string form)
    {
        await using var told = await Told.Begin(form);
        await told.Erase();
        var size = told.House.Database.Size;

        foreach (var xml in (string[])[told.Xml, told.EditXml, told.Xml.Replace(Note, "other words", StringComparison.Ordinal)])
            Assert.Equal(201, (await told.Agent.Phone.Submit(xml, Rounds.Photo("a.jpg", seed: 5))).Code);
        var edit = await told.Agent.Phone.Submit(Rounds.Record("uuid:again", site: "N1", note: Note, form: form, replaces: Told.Instance));

        Assert.Equal(404, edit.Code);
        Assert.Contains("was erased", edit.Message, StringComparison.Ordinal);
        Assert.Equal(size, told.House.Database.Size);
        Assert.Equal(told.FilesBefore, told.House.FilesOnDisk());
        Assert.Equal(0, told.House.Database.Read(QuarantineCount));
        await told.House.Check();
    }

    [Fact]
    public async Task A_crash_after_the_entry_and_before_the_keys_are_gone_is_made_good_at_the_next_start()
    {
        await using var told = await Told.Begin(Rounds.Form);
        var (house, traces) = (told.House, told.Traces());
        await house.Database.Write(writing =>
        {
            using var ledger = new LedgerReading(house.Database, writing.Keys.Connection);
            foreach (var index in (long[])[told.Index, told.Edited])
                Erasing.Record(writing, ledger, told.Lead, index, "asked for by the family", []);
            return true;
        });
        Assert.True(KeysAreIn(house, told.Index));

        await house.Restart();

        Assert.False(KeysAreIn(house, told.Index));
        Assert.Empty(house.Database.Read(ErasuresTable.All));
        Assert.False(IsIn(house.Folder, traces.Single(t => t.Name == "keys of the first version").Bytes));
        Assert.Null((await HomeVerifying.Run(house.Kept.Address, new(), (_, _) => { })).Fault);
    }

    [Fact]
    public async Task A_missing_part_that_no_entry_names_stops_a_rebuild_and_is_named()
    {
        await using var told = await Told.Begin(Rounds.Form);
        await told.House.Database.Write(writing =>
        {
            writing.Keys.Destroy(told.Index, [Slot.Raw]);
            return true;
        });
        // What a job records meanwhile is no doing of the rebuild.
        for (long size = -1; size != told.House.Database.Size;)
        {
            await told.House.Rated();
            size = told.House.Database.Size;
            var before = told.House.Database.Read(Auditing.Dump);

            var wrong = await Assert.ThrowsAsync<Refused>(() => Rebuilding.Run(told.House.Database));

            Assert.Contains($"Entry {told.Index}: its part raw", wrong.Message, StringComparison.Ordinal);
            var after = told.House.Database.Read(Auditing.Dump);
            if (size == told.House.Database.Size)
                Auditing.SameRows(before, after);
        }
    }

    [Fact]
    public async Task An_entry_that_claims_an_erasure_which_did_not_happen_is_named()
    {
        await using var told = await Told.Begin(Rounds.Form);
        await told.House.Record(new PartErased(told.Index, ["raw"], "", default));

        var fault = (await HomeVerifying.Run(told.House.Kept.Address, new(), (_, _) => { })).Fault;

        Assert.Equal("check.no.erased", fault?.Key);
    }

    [Fact]
    public async Task Erasing_asks_for_the_right_a_reason_and_a_record()
    {
        await using var told = await Told.Begin(Rounds.Form);
        var house = told.House;
        await People.Accounts.CreateUser(house.Database, ActorId.Program, "Ana", Role.Analyst, [], Commands.Opened.Password);
        using var analyst = await told.SignedIn("Ana");
        using var lead = await told.SignedIn("Lea");
        var asked = new { record = told.Record.ToString(), reason = "x" };

        Assert.Equal(HttpStatusCode.Forbidden, (await analyst.PostAsJsonAsync("/api/erase", asked, Stop)).StatusCode);
        foreach (var wrong in (object[])[new { record = told.Record.ToString(), reason = " " }, new { reason = "x" }, new { record = Guid.NewGuid().ToString(), reason = "x" }, new { form = "case", instance = "uuid:none", reason = "x" }])
            Assert.False((await lead.PostAsJsonAsync("/api/erase", wrong, Stop)).IsSuccessStatusCode);
        Assert.NotEmpty(house.Database.Read(db => SubmissionsTable.Versions(db, told.Record)));
        var done = await lead.PostAsJsonAsync("/api/erase", asked, Stop);
        Assert.Equal($"{house.Database.Size} {house.Database.Size}", (await done.Content.ReadAsStringAsync(Stop)).TrimEnd().Split('\n')[^1]);
        Assert.Empty(house.Database.Read(db => SubmissionsTable.Versions(db, told.Record)));
        await house.Check();
    }

    [Trait("home", "folder")]
    [Fact]
    public async Task The_command_erases_on_a_folder_and_on_a_server()
    {
        await using var told = await Told.Begin("case");
        var house = told.House;
        string[] named = ["erase", "--form", "case", "--instance", Told.Instance, "--reason", "asked for by the family"];
        await house.Restart(async () =>
        {
            Assert.Equal(2, (await Commands.Program.Run([.. named, "--data", house.Folder])).Code);
            Assert.Equal(1, (await Commands.Program.Run([.. named, "--data", house.Folder, "--by", "Nobody"])).Code);
            var ran = await Commands.Program.Run([.. named, "--data", house.Folder, "--by", "Lea"]);
            Assert.True(ran.Code == 0, ran.All);
            Assert.Equal(1, (await Commands.Program.Run([.. named, "--data", house.Folder, "--by", "Lea"])).Code);
        });
        Assert.Equal(201, (await new Phone(house.Http, told.Agent.Phone.Prefix).Submit(Rounds.Record("uuid:two", site: "N1", note: Note))).Code);
        var record = house.Row("uuid:two")!.Submission;

        var remote = await Commands.Program.Run("erase", record.ToString(), "--reason", "x", "--server", house.Origin, "--user", "Lea");

        Assert.True(remote.Code == 0, remote.All);
        Assert.Empty(house.Database.Read(db => SubmissionsTable.Versions(db, record)));
        await house.Check();
    }

    private static bool KeysAreIn(House house, long index) => house.Database.Read(_ => KeyStore.Wrapped(house.Database.Keys.Reader(), index))!.Wrapped.AsSpan(SealedEntry.WrappedSlot).ContainsAnyExcept((byte)0);

    private static long QuarantineCount(DbConnection db) => RefusedTable.Count(db);

    private static List<(ActorId Actor, T Fact)> Facts<T>(House house)
        where T : Fact =>
        house.Database.Read(db => Enumerable.Range(0, (int)house.Database.Size).Select(i => house.Get<LedgerReading>().Fact(db, i, Tier.T2)!).Where(r => r.Fact is T).Select(r => (r.Actor, (T)r.Fact)).ToList());

    private static bool IsIn(string folder, byte[] trace) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "lock").Any(file =>
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(trace) >= 0;
    });

    /// <summary>A house in which somebody told of a thing, with a photo where the form takes one; it was edited, reviewed and refused besides.</summary>
    private sealed class Told : IAsyncDisposable
    {
        public const string Instance = "uuid:told-by-somebody";

        public required House House { get; init; }

        public required Enrolled Agent { get; init; }

        public required string Form { get; init; }

        public ActorId Lead { get; private set; }

        public int FilesBefore { get; private set; }

        public SubmissionId Record { get; private set; }

        public long Index { get; private set; }

        public long Edited { get; private set; }

        public string Xml => Rounds.Record(Instance, site: "N1", depth: "30", note: Note, who: "Zainabu", photo: Form == "case" ? "" : "a.jpg", form: Form);

        public string EditXml => Rounds.Record(Instance + "-2", site: "N1", depth: "31", note: Note + "!", who: "Zainabu", photo: Form == "case" ? "" : "a.jpg", form: Form, replaces: Instance);

        public static async Task<(SiteId Site, Enrolled Agent)> Prepare(House house)
        {
            var site = await house.Site("N1");
            await house.Record(new Adit.Sites.SiteParameterSet(site, "pit_depth_limit_m", 10, new(2026, 1, 1), "x"));
            await house.Record(new Adit.Sites.SiteRegistered(site, "N1", "Site N1", Adit.Sites.SiteKind.Monitored, Adit.Sites.Stage.Monitored, "CD", "Lualaba", ["cobalt"], null, "Africa/Lubumbashi", null, ["EGC-2021"], null, [], null));
            await house.Publish(Rounds.Xform());
            await house.Publish(Rounds.Xform("case", tier: "T3"));
            return (site, await house.Agent("Awa", "en", site));
        }

        public static async Task<Told> Begin(string form)
        {
            var house = await House.Open();
            var (_, agent) = await Prepare(house);
            var told = new Told { House = house, Agent = agent, Form = form };
            await People.Accounts.CreateUser(house.Database, ActorId.Program, "Lea", Role.Lead, [], Commands.Opened.Password);
            told.Lead = house.Get<Registers>().Current.Users.Single(u => u.Name == "Lea").Id;
            Assert.Equal(201, (await agent.Phone.Submit(Rounds.Record("uuid:other", site: "N1", depth: "3"))).Code);
            told.FilesBefore = house.FilesOnDisk();
            await told.Tell();
            return told;
        }

        public async Task<HttpClient> SignedIn(string name)
        {
            var client = new HttpClient { BaseAddress = new(House.Origin) };
            client.DefaultRequestHeaders.Authorization = new("Bearer", (await House.Get<Sessions>().SignIn(name, Commands.Opened.Password, "test")).Token!);
            return client;
        }

        public Task Erase() => RecordErasing.Run(House.Database, House.Get<Blobs>(), Lead, Record, "asked for by the family");

        /// <summary>All that a file could betray of it: names as they stand in views, sealed parts, wrapped keys, the file's bytes.</summary>
        public List<(string Name, byte[] Bytes)> Traces()
        {
            var traces = new List<(string, byte[])>();
            using var keys = House.Database.Keys.Reader();
            foreach (var (name, index) in (ReadOnlySpan<(string, long)>)[("the first version", Index), ("the edit", Edited)])
            {
                traces.Add(("keys of " + name, RoomOf(keys, index)));
                traces.Add(("raw part of " + name, House.Database.Read(db => LedgerTable.SealedParts(db, index))![^40..]));
            }
            if (Form == "case")
                return traces;
            traces.Add(("instance id", Encoding.UTF8.GetBytes(Instance)));
            var file = House.Files(Instance + "-2").Single();
            traces.Add(("key of the photo", Encoding.UTF8.GetBytes(Convert.ToBase64String(file.Blob.Key.Span)[..24])));
            traces.Add(("review", Encoding.UTF8.GetBytes("Ask Zainabu again")));
            return traces;
        }

        public async ValueTask DisposeAsync() => await House.DisposeAsync();

        private static byte[] RoomOf(Connection keys, long index)
        {
            var raw = (int)Slot.Raw * SealedEntry.WrappedSlot;
            return KeyStore.Wrapped(keys, index)!.Wrapped[(raw + 1)..(raw + SealedEntry.WrappedSlot)];
        }

        private async Task Tell()
        {
            FilePart[] photo = Form == "case" ? [] : [Rounds.Photo("a.jpg")];
            Assert.Equal(201, (await Agent.Phone.Submit(Xml, photo)).Code);
            (Record, Index) = (House.Known(Instance, Form)!.Submission, House.Known(Instance, Form)!.Index);
            Assert.Equal(409, (await Agent.Phone.Submit(Xml.Replace(Note, Note + "?", StringComparison.Ordinal))).Code);
            Assert.Equal(201, (await Agent.Phone.Submit(EditXml)).Code);
            Edited = House.Known(Instance + "-2", Form)!.Index;
            if (Form != "case")
                await House.Record(new SubmissionReviewed(Record, ReviewState.HasIssues, "Ask Zainabu again"));
            await House.Rated();
        }
    }
}
