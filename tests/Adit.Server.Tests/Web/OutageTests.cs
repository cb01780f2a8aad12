using System.Net;
using System.Text;
using Adit.Phones;
using Adit.Storage;
using Adit.Tests.Phones;
using Dapper;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Adit.Tests.Web;

/// <summary>What Adit stands on is away for a while: whoever asks is told so, and that nothing is lost, instead of that something broke.</summary>
[Trait("home", "folder")]
public sealed class OutageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_database_is_away_pages_programs_and_phones_are_told_to_try_again()
    {
        await using var house = await House.InDatabase();
        var agent = await house.Agent("Awa", "en", await house.Site("N1"));
        await house.Publish(Rounds.Xform());
        var token = await house.TokenForNow();
        var phone = new Phone(house.Http, $"/openrosa/key/{agent.Key}");
        var record = Rounds.Record(Rounds.NewInstance(), site: "N1");
        Assert.Equal(HttpStatusCode.OK, (await Ask("/sites")).Status);

        Let(house, false);
        var page = await Ask("/sites");
        var answer = await Ask("/api/sites");
        var refused = await phone.Submit(record);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "5"), (page.Status, page.RetryAfter));
        Assert.Contains("Out of reach for a moment", page.Body, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "5"), (answer.Status, answer.RetryAfter));
        Assert.Contains("\"code\":\"away\"", answer.Body, StringComparison.Ordinal);
        Assert.Equal(503, refused.Code);
        Assert.Contains("Nothing is lost", refused.Message, StringComparison.Ordinal);

        Let(house, true);
        Assert.Equal(201, (await phone.Submit(record)).Code);
        Assert.Equal(HttpStatusCode.OK, (await Ask("/sites")).Status);

        async Task<(HttpStatusCode Status, string? RetryAfter, string Body)> Ask(string address)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Authorization = new("Bearer", token);
            using var answer = await house.Http.SendAsync(request, Stop);
            return (answer.StatusCode, answer.Headers.RetryAfter?.ToString(), await answer.Content.ReadAsStringAsync(Stop));
        }
    }

    [Fact]
    public async Task A_store_that_fails_or_a_full_disk_is_no_upload_that_broke_off()
    {
        using var folder = new Commands.Scratch();
        foreach (var failure in (Exception[])[new StoreFailed("It is away.", new HttpRequestException()), new IOException("No space left on device", 28)])
            Assert.Same(failure, await Assert.ThrowsAnyAsync<IOException>(() => UploadReading.Read(Request(), new Failing(folder["blobs"], failure), Stop)));
    }

    private static HttpRequest Request()
    {
        var content = Phone.Upload(Encoding.UTF8.GetBytes(Rounds.Record(Rounds.NewInstance(), photo: "pit.jpg")), Rounds.Photo("pit.jpg"));
        var http = new DefaultHttpContext();
        http.Request.ContentType = content.Headers.ContentType!.ToString();
        http.Request.Body = content.ReadAsStream(Stop);
        return http.Request;
    }

    private static void Let(House house, bool connect)
    {
        var name = house.Kept.Address.Database!.Shown.Split('/')[^1].Split('?')[0];
        using var db = new NpgsqlConnection(PostgresUrl.Read($"{TestHome.Postgres}/postgres", out _)!.ConnectionString("public", "", 1));
        db.Open();
        db.Execute($"alter database {name} allow_connections {connect}");
        if (!connect)
            db.Execute("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = @name", new { name });
    }

    private sealed class Failing(string folder, Exception failure) : Blobs
    {
        private readonly FolderBlobs _folder = new(folder);

        public override NewBlob Create() => throw failure;

        public override void Sweep() => _folder.Sweep();

        public override Task Delete(Guid id) => _folder.Delete(id);

        public override IEnumerable<Guid> All() => _folder.All();

        public override Task<bool> Holds(Guid id) => _folder.Holds(id);

        public override Task<(Stream Bytes, long Length)> Open(Guid id, CancellationToken cancel) => _folder.Open(id, cancel);

        public override Task<Stream> Open(Guid id, long from, long length, CancellationToken cancel) => _folder.Open(id, from, length, cancel);

        public override Task Take(Guid id, Stream bytes, CancellationToken cancel) => _folder.Take(id, bytes, cancel);
    }
}
