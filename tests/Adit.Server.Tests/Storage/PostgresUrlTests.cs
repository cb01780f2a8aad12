using Adit.Storage;

namespace Adit.Tests.Storage;

/// <summary>An address of a database is read, and shown without what opens it.</summary>
[Trait("home", "folder")]
public sealed class PostgresUrlTests
{
    [Theory]
    [InlineData("postgres://adit@db.example.org/adit", "postgres://adit@db.example.org/adit?schema=adit")]
    [InlineData("postgresql://adit:s3cret@db1:5433,db2/adit?schema=north", "postgres://adit@db1:5433,db2/adit?schema=north")]
    [InlineData("postgres://adit@db/adit?sslmode=verify-full&sslrootcert=%2Fetc%2Fdb.pem", "postgres://adit@db/adit?schema=adit&sslmode=verify-full&sslrootcert=%2Fetc%2Fdb.pem")]
    public void It_is_shown_with_all_but_the_password_and_read_again_is_the_same(string text, string shown)
    {
        var url = PostgresUrl.Read(text, out var wrong);

        Assert.Null(wrong);
        Assert.Equal(shown, url!.Shown);
        Assert.Equal(shown, PostgresUrl.Read(url.Shown, out _)!.Shown);
    }

    [Theory]
    [InlineData("db.example.org", "is no address of a database")]
    [InlineData("postgres://adit:s3cret@", "postgres://adit:…@")]
    [InlineData("postgres://adit@db/adit?sslmode=0", "0 is no sslmode")]
    [InlineData("postgres://adit@db/adit?schema=North", "North is no name for a schema")]
    [InlineData("postgres://adit@db/adit?schema=a_views", "a_views is no name for a schema")]
    [InlineData("postgres://adit@db/adit?sslcert=x", "sslcert means nothing")]
    public void What_is_wrong_with_it_is_said_without_the_password(string text, string says)
    {
        Assert.Null(PostgresUrl.Read(text, out var wrong));
        Assert.Contains(says, wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", wrong, StringComparison.Ordinal);
    }
}
