using Adit.Storage;
using Dapper;
using Npgsql;

namespace Adit.Tests.Storage;

/// <summary>Tables that grow without end are made of parts, and there is always one more than is being filled.</summary>
[Trait("home", "folder")]
public sealed class PartsTests
{
    [Fact]
    public async Task The_part_after_the_one_that_is_filled_is_made_while_others_read_and_write()
    {
        await using var house = await House.InDatabase();
        var url = house.Kept.Address.Database!;
        await using var db = new NpgsqlConnection(url.ConnectionString($"\"{url.Schema}\", \"{url.Schema}_views1\", \"{url.Schema}_keys\"", "", 2));
        await db.OpenAsync(TestContext.Current.CancellationToken);
        Assert.ThrowsAny<PostgresException>(() => db.Execute("insert into parts (idx, sealed) values (2 * 20000000, '')"));
        await using (var reading = await db.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            db.Execute("select count(*) from parts; select count(*) from ledger; select count(*) from submissions");

            ((PostgresHome)house.Database.Home).MakeParts(3 * PostgresDialect.Span);
        }

        foreach (var table in Schema.Kept.Concat(KeyStore.Tables).Concat(Views.Tables).Where(t => t.Grows == Grows.ByIndex))
            Assert.Equal(5, db.QuerySingle<int>("select count(*) from pg_inherits where inhparent = @table::regclass", new { table = table.Name }));
        db.Execute("insert into parts (idx, sealed) values (5 * 20000000 - 1, '')");
        db.Execute("delete from parts where idx = 5 * 20000000 - 1");
        await house.Check();
    }

    [Fact]
    public async Task Views_that_nobody_sees_have_room_for_all_of_the_ledger_too()
    {
        await using var house = await House.InDatabase();
        var home = (PostgresHome)house.Database.Home;
        home.MakeParts(3 * PostgresDialect.Span);
        var url = house.Kept.Address.Database!;
        await using (var db = new NpgsqlConnection(url.ConnectionString($"\"{url.Schema}\"", "", 2)))
            db.Execute("insert into ledger (idx, entry) values (@last, '')", new { last = (3 * PostgresDialect.Span) - 1 });

        using var aside = home.OpenAside(out _);

        foreach (var table in Views.Tables.Where(t => t.Grows == Grows.ByIndex))
            Assert.True(PostgresDialect.EndsOf(aside.Db, table.Name).Max() >= 4 * PostgresDialect.Span, table.Name);
    }

    [Fact]
    public async Task Parts_that_another_version_made_shorter_are_gone_on_from_without_a_gap()
    {
        await using var house = await House.InDatabase();
        var url = house.Kept.Address.Database!;
        await using var db = new NpgsqlConnection(url.ConnectionString($"\"{url.Schema}\"", "", 2));
        await db.OpenAsync(TestContext.Current.CancellationToken);
        db.Execute("drop table parts_1; create table parts_1 partition of parts for values from (20000000) to (25000000)");

        ((PostgresHome)house.Database.Home).MakeParts(3 * PostgresDialect.Span);

        Assert.Equal([20_000_000, 25_000_000, 45_000_000, 65_000_000, 85_000_000], PostgresDialect.EndsOf(db, "parts").Order());
        foreach (var index in (long[])[20_000_000, 24_999_999, 25_000_000, 60_000_000, 79_999_999])
            db.Execute("insert into parts (idx, sealed) values (@index, ''); delete from parts where idx = @index", new { index });
    }
}
