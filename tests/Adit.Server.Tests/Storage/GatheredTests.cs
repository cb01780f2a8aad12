using Adit.Storage;
using CsCheck;
using Dapper;
using Npgsql;

namespace Adit.Tests.Storage;

/// <summary>Statements that are sent to PostgreSQL together, inserts as one of many rows, do what they do one after the other.</summary>
[Trait("home", "folder")]
public sealed class GatheredTests
{
    private static readonly string[] Statements =
    [
        "insert into a (id, name, bytes) values ($1, $2, $3)",
        "insert into a (id, name, bytes) values ($1, $2, $3) on conflict do nothing",
        "insert into b (id, name, one) values ($1, $2, 1) on conflict do nothing",
        "insert into b (id, name, one) values ($1, $2, 0) on conflict (id) do update set name = excluded.name, one = b.one + 1",
        "insert into c (id, name, one) values ($1, $2, 3)\n  on conflict (name, id) do update set one = case when excluded.id > 5 then c.one + excluded.one else 7 end",
        "update a set name = $2 where id <= $1",
        "delete from a where id = $1 and coalesce(name, '') <> $2",
        "insert into b (id, name, one) select $1 + 100, $2, count(*) from a on conflict do nothing",
        "update b set one = one + (select count(*) from a where name = $2) where id >= $1",
    ];

    private static readonly Gen<(int Statement, int Id, string? Name)[]> Some =
        Gen.Select(Gen.Int[0, Statements.Length - 1], Gen.Int[1, 12], Gen.OneOf(Gen.Const<string?>("x"), Gen.Const<string?>("y"), Gen.Const((string?)null), Gen.Const<string?>("O'Neil; --"))).Array[1, 40];

    [Fact]
    public void They_leave_the_same_rows()
    {
        using var home = TestHome.InDatabase();
        using var source = NpgsqlDataSource.Create(home.Address.Database!.ConnectionString("public", "", 2));
        using var together = new PostgresConnection(() => source);
        using var single = new PostgresConnection(() => source);
        together.Db.Execute("create table a (id bigint primary key, name text, bytes bytea); create table b (id bigint primary key, name text, one bigint); create table c (id bigint, name text, one bigint, unique (name, id))");
        Some.Sample(
            statements =>
            {
                // An insert that the table refuses would end both in an error, which is not the question here.
                var known = new HashSet<int>();
                var runs = statements.Where(s => s.Statement != 0 || known.Add(s.Id)).Select(s => s.Statement == 0 ? s with { Id = s.Id + 50 } : s).ToArray();
                Assert.Equal(RowsAfter(single, runs, apart: true), RowsAfter(together, runs, apart: false));
            },
            iter: 300, threads: 1);
    }

    private static List<string> RowsAfter(PostgresConnection db, (int Statement, int Id, string? Name)[] runs, bool apart)
    {
        db.Begin();
        foreach (var (statement, id, name) in runs)
        {
            db.Run(Statements[statement], statement <= 1 ? [id, name, name is null ? null : new byte[] { 1, 0 }] : [id, name]);
            if (apart)
                _ = db.Db;
        }
        List<string> rows = [.. db.Db.Query<string>("select row(id, name, bytes)::text from a order by id"), .. db.Db.Query<string>("select row(id, name, one)::text from b order by id"),
            .. db.Db.Query<string>("select row(id, name, one)::text from c order by id, name, one")];
        db.Rollback();
        return rows;
    }
}
