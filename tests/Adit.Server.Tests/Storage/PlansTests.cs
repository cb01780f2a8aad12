using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Adit.People;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.DataSets;
using Adit.Tests.Phones;
using Dapper;
using Npgsql;

namespace Adit.Tests.Storage;

/// <summary>However large a programme grows, no page and no phone asks PostgreSQL for something that it can only find by reading all of a table.</summary>
public sealed partial class PlansTests
{
    private static readonly Table[] Tables = [.. Views.Tables, .. Schema.Kept, .. KeyStore.Tables];

    // Tables with a row or more for each record; not what a catalogue or a day's erasing leaves, nor settings, which are one row, nor what the office enters about each agent or organisation now and then.
    private static readonly HashSet<string> Growing =
        [.. Tables.Where(t => t.Grows != Grows.Not || t.Columns.Any(c => c.Name is "idx" or "k_to")).Select(t => t.Name).Except(["catalogues", "erasures", "photos", "base_map", "safety", "agent_rules", "back_checks_set", "trainings", "declarations", "data_sets", "measures", "counterparty_facts", "organisation_contacts"])];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_pages_programs_and_phones_ask_and_change_is_found_by_an_index()
    {
        Assert.SkipWhen(TestHome.Server is null, "This is about PostgreSQL's plans.");
        await using var house = await House.Open();
        var site = await house.Site("N1");
        var agent = await house.Agent("Awa", "en", site);
        await house.Publish(Rounds.Xform());
        await house.Publish(FollowUps.MakingForm());
        await house.Publish(FollowUps.ChangingForm());
        var entity = Guid.NewGuid();
        var phone = new Phone(house.Http, $"/openrosa/key/{agent.Key}");
        var asked = new ConcurrentDictionary<string, bool>();
        using (Listening(house, asked))
        {
            for (var n = 0; n < 3; n++)
                Assert.Equal(201, (await phone.Submit(Rounds.Record($"uuid:{n}", site: "N1", depth: "12", photo: "pit.jpg"), Rounds.Photo("pit.jpg"))).Code);
            Assert.Equal(201, (await phone.Submit(Rounds.Record("uuid:edit", site: "N1", depth: "13", replaces: "uuid:0"))).Code);
            await phone.Get("/formList");
            foreach (var xml in (string[])[FollowUps.Make(entity, "Pump"), FollowUps.Change(entity, 1, "done"), FollowUps.Change(entity, 1, "open"), FollowUps.Make(entity, "again")])
                Assert.Equal(201, (await phone.Submit(xml)).Code);
            await house.Rated();
            foreach (var path in (string[])["manifest", "media/follow_ups.csv", $"integrity?id={entity}"])
                Assert.Equal(200, (await phone.Get($"/forms/{FollowUps.Changing}/versions/v1/{path}")).Code);
            await (await FieldPhone.Of(house, agent.Id)).Pack();
            await house.Record(new SubmissionReviewed(house.Row("uuid:1")!.Submission, ReviewState.Rejected, "no"));
            await house.Record(new SubmissionWithdrawn(house.Row("uuid:2")!.Submission, "sent by mistake"));
            await house.Rated();
            await People.Accounts.CreateUser(house.Database, ActorId.Program, "Lea", Role.Lead, [], Commands.Opened.Password);
            await RecordErasing.Run(house.Database, house.Get<Blobs>(), house.Get<Registers>().Current.Users.Single(u => u.Name == "Lea").Id, house.Row("uuid:2")!.Submission, "asked for");
        }
        house.Http.DefaultRequestHeaders.Authorization = new("Bearer", await house.TokenForNow());
        var record = house.Row("uuid:1")!.Submission;
        using (Listening(house, asked))
            foreach (var path in (string[])["/", "/sites", "/sites/N1", "/sites/to-come", "/sites/N1/stage", "/sites/N1/path", "/audits", "/recognition", "/submissions", $"/submissions/{record}", "/forms", "/agents", "/refused", "/method", "/verify", "/api/sites", "/api/sites/N1", "/api/submissions",
                $"/api/submissions/{record}", $"/api/submissions/{record}/xml", "/api/forms", "/api/agents", "/api/refused", "/log/checkpoint",
                "/lots", "/lots/B-1", "/tag/KM-0001", "/api/custody/lots/B-1", "/data-sets", "/data-sets/follow_ups", "/data-sets/follow_ups?site=N1&conflict=any", $"/data-sets/follow_ups/{entity}", "/api/data-sets/follow_ups/entities", $"/api/data-sets/follow_ups/entities/{entity}", "/api/data-sets/follow_ups/entities.csv"])
            {
                using var answer = await house.Http.GetAsync(path, Stop);
                Assert.True((int)answer.StatusCode is < 400 or 404, $"{path}: {answer.StatusCode}");
            }

        var url = house.Kept.Address.Database!;
        await using var db = new NpgsqlConnection(url.ConnectionString($"\"{url.Schema}\"", "", 2));
        await db.OpenAsync(Stop);
        await using var never = await db.BeginTransactionAsync(Stop);
        db.Execute($"set local search_path = \"{url.Schema}_views{db.QuerySingle<long>("select max(views) from shapes")}\", \"{url.Schema}\", \"{url.Schema}_keys\"");
        foreach (var table in Tables.Where(t => Growing.Contains(t.Name)))
            Fill(db, table);
        var found = asked.Keys.Select(q => (Question: q, Slow: Slow(db, q))).Where(q => q.Slow is not null).ToList();
        Assert.True(asked.Count > 40, $"Only {asked.Count} questions were heard.");
        Assert.True(found.Count == 0, string.Join("\n\n", found.Select(f => $"{f.Slow}: {f.Question}")));
    }

    // Rows enough for PostgreSQL to tell what costs more, each with values that no other row has.
    private static void Fill(NpgsqlConnection db, Table table)
    {
        var values = table.Columns.Select(c => c.Holds switch { Holds.Number => "n", Holds.Text => "'x' || n", _ => "int8send(n)" });
        db.Execute($"insert into {table.Name} ({table.AllColumns}) select {string.Join(", ", values)} from generate_series(100000, 120000) n; analyze {table.Name}");
    }

    // PostgreSQL is told to read a whole table only where it knows no other way.
    private static string? Slow(NpgsqlConnection db, string question)
    {
        var names = Parameter().Matches(question).Select(m => m.Value).Distinct().ToList();
        var types = names.Count;
        question = Parameter().Replace(question, m => m.Value[0] == '$' ? m.Value : $"${names.IndexOf(m.Value) + 1}");
        db.Execute("set local enable_seqscan = off; set local enable_bitmapscan = off; set local plan_cache_mode = force_generic_plan; savepoint asking");
        try
        {
            db.Execute($"prepare asking as {question}");
            var plan = JsonNode.Parse(db.QuerySingle<string>($"explain (format json) execute asking{(types == 0 ? "" : $"({string.Join(", ", Enumerable.Repeat("null", types))})")}"))![0]!["Plan"]!;
            db.Execute("deallocate asking");
            return Read(plan, limited: false);
        }
        catch (PostgresException wrong)
        {
            db.Execute("rollback to asking");
            return wrong.SqlState is PostgresErrorCodes.IndeterminateDatatype or PostgresErrorCodes.AmbiguousFunction ? null : $"cannot be explained ({wrong.MessageText})";
        }
    }

    private static string? Read(JsonNode plan, bool limited)
    {
        var (kind, table) = ((string)plan["Node Type"]!, (string?)plan["Relation Name"]);
        // A row or a page of rows in the order of an index is found at its end.
        limited = kind == "Limit" || (limited && kind is not ("Sort" or "Aggregate" or "Hash" or "WindowAgg"));
        if (table is not null && kind != "ModifyTable" && Growing.Contains(Part().Replace(table, "")) && plan["Index Cond"] is null && !limited)
            return $"{kind} of all of {table}";
        return (plan["Plans"] as JsonArray)?.Select(p => Read(p!, limited)).FirstOrDefault(s => s is not null);
    }

    private static ActivityListener Listening(House house, ConcurrentDictionary<string, bool> asked)
    {
        // Other tests ask other databases meanwhile.
        var name = house.Kept.Address.Database!.Shown.Split('/')[^1].Split('?')[0];
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.GetTagItem("db.namespace") as string == name && activity.GetTagItem("db.query.text") is string text)
                    foreach (var one in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                        if (one.Split(' ', '\n')[0].ToLowerInvariant() is "select" or "with" or "insert" or "update" or "delete")
                            asked[one] = true;
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    [GeneratedRegex("[$][0-9]+|(?<![@<])@[A-Za-z_]+")]
    private static partial Regex Parameter();

    [GeneratedRegex("_[0-9]+$")]
    private static partial Regex Part();
}
