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
}
