using System.Net;
using Adit.Ledger;
using Adit.Storage;
using Adit.Verify;
using Adit.Web;
using Dapper;
using Npgsql;

namespace Adit.Tests.Storage;

/// <summary>A server that was left behind, or was promoted too early, is not written to: the ledger in it would have a hole, or be another one.</summary>
[Trait("home", "folder")]
public sealed class OtherPrimaryTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_that_lacks_what_a_node_recorded_is_not_written_to_until_the_right_one_answers()
    {
        await using var house = await House.InDatabase();
        var kept = await Recorded(house, 3) + 1;
        await using var db = await Owner(house);
        // As a standby that was promoted before it had received the last two.
        await db.ExecuteAsync("begin; create table lost as select * from ledger where idx >= @kept; delete from ledger where idx >= @kept; update head set size = @kept; commit", new { kept });

        var refused = await Assert.ThrowsAsync<OtherLedgerException>(() => Recorded(house, 1));

        Assert.Contains($"has {kept} entries, and this node has seen {kept + 2}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(kept, await db.QuerySingleAsync<long>("select count(*) from ledger"));
        using var http = new HttpClient { BaseAddress = new(house.Origin) };
        using var ready = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);

        // The right one answers again.
        await db.ExecuteAsync("begin; insert into ledger select * from lost; drop table lost; update head set size = @size; commit", new { size = kept + 2 });
        await Ready(http);
        Assert.Equal(kept + 2, await Recorded(house, 1));
        await house.Check();
        Assert.Null((await HomeVerifying.Run(house.Kept.Address, new(), (_, _) => { }, views: true)).Fault?.In(Words.In("en")));
    }

    [Fact]
    public async Task What_a_database_lacks_for_good_is_gone_and_a_node_that_is_restarted_goes_on_from_what_is_there()
    {
        await using var house = await House.InDatabase();
        var kept = await Recorded(house, 3) + 1;
        await house.Rated();
        await using var db = await Owner(house);
        // All that these two entries left anywhere, as a standby would lack it.
        await db.ExecuteAsync(
            $"""
            begin; delete from ledger where idx >= @kept; delete from parts where idx >= @kept; delete from checkpoints where size > @kept; delete from "{house.Kept.Address.Database!.Schema}_keys".part_keys where idx >= @kept;
            update "{house.Kept.Address.Database!.Schema}_views1".assessed set next = @kept; update shapes set next = @kept; update head set size = @kept; commit
            """, new { kept });
        await Assert.ThrowsAsync<OtherLedgerException>(() => Recorded(house, 1));

        await house.Restart();

        Assert.Equal(kept, await Recorded(house, 1));
        await house.Check();
        Assert.Null((await HomeVerifying.Run(house.Kept.Address, new(), (_, _) => { }, views: true)).Fault?.In(Words.In("en")));
    }

    [Fact]
    public async Task A_database_that_went_another_way_is_recognised_by_a_new_session()
    {
        await using var house = await House.InDatabase();
        var last = await Recorded(house, 2) + 1;
        await using var db = await Owner(house);
        var right = await db.QuerySingleAsync<byte[]>("select entry from ledger where idx = @last", new { last });
        await db.ExecuteAsync("update ledger set entry = decode('00', 'hex') where idx = @last", new { last });
        await db.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");

        Exception? refused = null;
        for (var tries = 0; refused is not OtherLedgerException && tries < 5; tries++)
            refused = await Record.ExceptionAsync(() => Recorded(house, 1));

        Assert.Contains($"Entry {last} of the database that answers is not the one", Assert.IsType<OtherLedgerException>(refused).Message, StringComparison.Ordinal);
        Assert.Equal(last + 1, await db.QuerySingleAsync<long>("select size from head"));

        await db.ExecuteAsync("update ledger set entry = @right where idx = @last", new { right, last });
        using var http = new HttpClient { BaseAddress = new(house.Origin) };
        await Ready(http);
        // Sessions that were cut are found one by one; tools that read the log are told to come again.
        for (var status = HttpStatusCode.ServiceUnavailable; status != HttpStatusCode.OK;)
        {
            using var keys = await http.GetAsync(new Uri("/log/keys", UriKind.Relative), Stop);
            status = keys.StatusCode;
            Assert.Contains(status, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable]);
        }
        // Those that nobody has used since.
        NpgsqlConnection.ClearAllPools();
        Assert.Equal(last + 1, await Recorded(house, 1));
        var rating = house.Get<Adit.Risk.AssessJob>();
        while (rating.Failure is not null || rating.Rated < house.Database.Size)
            await Task.Delay(20, Stop);
        // A session that was cut and lay idle may be found only now: rating stops for a moment, and goes on.
        Exception? late = null;
        for (var tries = 0; tries == 0 || (late is InvalidOperationException { InnerException: PostgresException } && tries < 20); tries++)
        {
            while (rating.Failure is not null)
                await Task.Delay(20, Stop);
            late = await Record.ExceptionAsync(house.Check);
        }
        Assert.Null(late);
    }

    private static async Task Ready(HttpClient http)
    {
        for (var ready = false; !ready; await Task.Delay(50, Stop))
        {
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), Stop);
            ready = answer.IsSuccessStatusCode;
        }
    }

    // The index of the first one.
    private static async Task<long> Recorded(House house, int count)
    {
        var first = -1L;
        for (var n = 0; n < count; n++)
        {
            var recorded = await house.Database.Write(writing => writing.Record(ActorId.Program, new RecordsRead("test", n)));
            first = first < 0 ? recorded.Index : first;
        }
        return first;
    }

    private static async Task<NpgsqlConnection> Owner(House house)
    {
        var url = house.Kept.Address.Database!;
        var db = new NpgsqlConnection(url.ConnectionString($"\"{url.Schema}\"", "", 2));
        await db.OpenAsync(Stop);
        // What is done to the ledger here no session of the program may do.
        await db.ExecuteAsync("drop trigger ledger_is_append_only on ledger");
        return db;
    }
}
