using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Adit.Credentials;
using Adit.Ledger;
using Adit.People;
using Adit.Sites;
using Adit.Storage;
using Adit.Verify;
using Adit.Web;

namespace Adit.Tests.Credentials;

public sealed class CredentialsTests
{
    private const string Address = "https://monitor.example.org", Name = "did:web:monitor.example.org";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reader_of_the_site_gets_a_credential_that_holds_without_us_in_both_forms()
    {
        await using var house = await Named();
        var site = await house.Site("N1");
        var issued = await Issue(house, site, Guid.CreateVersion7(), 1);
        using var reader = await Reader(house, site);
        Assert.Equal(HttpStatusCode.NotFound, (await reader.GetAsync($"/credentials/{issued.Credential}", Stop)).StatusCode);
        await house.Get<Publishing>().Publish();

        foreach (var type in (string[])["application/json", "application/vc", "application/vc+jwt"])
        {
            var (answer, file) = await Get(reader, $"/credentials/{issued.Credential}", type);
            Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
            var report = CredentialVerifying.Verify(file, null, Signing.Verify, house.Get<Publishing>().Key);
            Assert.True(report.Holds, report.FirstFailure?.ToString());
            Assert.Equal((Name, Instant.From(House.Noon)), (report.Issuer, report.At));
        }
        await house.Check();
    }

    [Fact]
    public async Task Who_does_not_see_the_site_does_not_learn_of_the_credential()
    {
        await using var house = await Named();
        var (site, other) = (await house.Site("N1"), await house.Site("N2"));
        var issued = await Issue(house, site, Guid.CreateVersion7(), 1);
        await house.Get<Publishing>().Publish();
        using var stranger = await Reader(house, other);

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/credentials/{issued.Credential}", Stop)).StatusCode);
        Assert.Equal("/sign-in", (await house.Http.GetAsync($"/credentials/{issued.Credential}", Stop)).RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task A_credential_shows_nothing_of_the_ledger_but_that_it_was_issued()
    {
        await using var house = await Named();
        var site = await house.Site("N1");
        var issued = await Issue(house, site, Guid.CreateVersion7(), 1);
        await house.Get<Publishing>().Publish();
        using var reader = await Reader(house, site);

        Assert.True(CredentialFile.TryRead((await Get(reader, $"/credentials/{issued.Credential}")).File, out var file, out _));
        var entries = file.Evidence()!.Entries;
        Assert.Equal([[], [Protection.Slot.Head, Protection.Slot.T1]], entries.Select(e => e.Parts.Select(p => p.Slot).ToArray()));
        Assert.DoesNotContain("content", Encoding.UTF8.GetString(entries[1].Parts[1].Bytes.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_version_supersedes_the_one_before_and_the_lists_say_so_once_a_head_is_out()
    {
        await using var house = await Named();
        var (site, report) = (await house.Site("N1"), Guid.CreateVersion7());
        var first = await Issue(house, site, report, 1);
        await house.Get<Publishing>().Publish();
        var second = await Issue(house, site, report, 2);
        using var reader = await Reader(house, site);

        var before = (await Get(reader, $"/credentials/{first.Credential}")).File;
        // Nothing that is open to anyone changes between two heads: a list would tell that something was recorded just now.
        Assert.True(await Stands(house, before, StatusPurpose.Revocation));
        await house.Get<Publishing>().Publish();
        Assert.False(await Stands(house, before, StatusPurpose.Revocation));
        Assert.False(await Stands(house, before, StatusPurpose.Refresh));
        Assert.True(await Stands(house, (await Get(reader, $"/credentials/{second.Credential}")).File, StatusPurpose.Revocation));
        await house.Check();
    }

    [Fact]
    public async Task What_is_withdrawn_does_not_stand_and_no_newer_one_is_promised()
    {
        await using var house = await Named();
        var (site, report) = (await house.Site("N1"), Guid.CreateVersion7());
        var issued = await Issue(house, site, report, 1);
        Assert.Equal(1, await house.Database.Write(writing => Issuing.Withdraw(writing, ActorId.Program, report, "published by mistake")));
        Assert.Equal(0, await house.Database.Write(writing => Issuing.Withdraw(writing, ActorId.Program, report, "again")));
        await house.Get<Publishing>().Publish();
        using var reader = await Reader(house, site);
        var file = (await Get(reader, $"/credentials/{issued.Credential}")).File;

        Assert.False(await Stands(house, file, StatusPurpose.Revocation));
        Assert.True(await Stands(house, file, StatusPurpose.Refresh));
    }

    [Fact]
    public async Task After_a_change_of_key_a_credential_is_signed_anew_and_the_older_key_stays_in_the_document()
    {
        await using var house = await Named();
        var site = await house.Site("N1");
        var issued = await Issue(house, site, Guid.CreateVersion7(), 1);
        await house.Get<Publishing>().Publish();
        var old = house.Get<Publishing>().Key;
        using (var reader = await Reader(house, site))
            Assert.Equal(2, Methods(await Document(house)));
        await house.Restart(() => Rotate(house));
        using var after = await Reader(house, site, "again");
        Assert.Equal(HttpStatusCode.NotFound, (await after.GetAsync($"/credentials/{issued.Credential}", Stop)).StatusCode);
        await house.Get<Publishing>().Publish();

        // Whoever knows the programme by the older key follows the change to the newer one, from the file alone.
        var file = (await Get(after, $"/credentials/{issued.Credential}")).File;
        var report = CredentialVerifying.Verify(file, null, Signing.Verify, old);
        Assert.True(report.Holds, report.FirstFailure?.ToString());
        Assert.NotEqual(old, report.Evidence!.Key);
        var document = await Document(house);
        Assert.Equal(4, Methods(document));
        Assert.Equal(Did.MethodOf(Name, old), document["verificationMethod"]![0]!["id"]!.GetValue<string>());
        Assert.NotNull(document["verificationMethod"]![0]!["expires"]);
        Assert.Null(document["verificationMethod"]![2]!["expires"]);
    }

    [Fact]
    public async Task A_programme_without_an_address_of_its_own_has_no_name_and_issues_nothing()
    {
        await using var house = await House.Open();
        var site = await house.Site("N1");

        Assert.Null(await house.Database.Write(writing => house.Get<Issuing>().Issue(writing, site, Guid.CreateVersion7(), 1, Month(Guid.CreateVersion7(), 1))));
        Assert.Equal(HttpStatusCode.NotFound, (await house.Http.GetAsync("/.well-known/did.json", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await house.Http.GetAsync("/credentials/status/revocation-1", Stop)).StatusCode);
    }

    [Theory]
    [InlineData("revocation-2")]
    [InlineData("revocation-01")]
    [InlineData("suspension-1")]
    [InlineData("1")]
    public async Task There_is_no_other_list(string name)
    {
        await using var house = await Named();
        await house.Get<Publishing>().Publish();

        Assert.Equal(HttpStatusCode.OK, (await house.Http.GetAsync("/credentials/status/revocation-1", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await house.Http.GetAsync($"/credentials/status/{name}", Stop)).StatusCode);
    }

    [Fact]
    public async Task The_command_and_the_interface_check_a_credential_too()
    {
        await using var house = await Named();
        var site = await house.Site("N1");
        var issued = await Issue(house, site, Guid.CreateVersion7(), 1);
        await house.Get<Publishing>().Publish();
        using var reader = await Reader(house, site);
        var file = (await Get(reader, $"/credentials/{issued.Credential}", "application/vc+jwt")).File;
        var list = (await Get(house.Http, "/credentials/status/revocation-1")).File;

        var open = FileVerifying.Of(file, new(house.Get<Publishing>().Key), Signing.Verify);
        Assert.True(open.Holds);
        Assert.Equal(["credential.not.status", "credential.not.name", "check.not.true", "check.not.witnesses"], open.NotChecked.Select(s => s.Key));
        Assert.Equal(["credential.not.name", "check.not.true", "check.not.witnesses"], FileVerifying.Of(file, new(house.Get<Publishing>().Key), Signing.Verify, list).NotChecked.Select(s => s.Key));
        file[^9] ^= 1;
        Assert.False(FileVerifying.Of(file, new(), Signing.Verify).Holds);
        file[^9] ^= 1;
        // Here whether it still stands is known.
        var answer = JsonNode.Parse(await (await house.Http.PostAsync("/api/verify", new ByteArrayContent(file), Stop)).Content.ReadAsStringAsync(Stop))!;
        Assert.True(answer["holds"]!.GetValue<bool>(), answer.ToJsonString());
        Assert.Contains("neither withdrawn nor superseded", answer.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("home", "folder")]
    public async Task The_command_takes_the_published_vectors_and_a_status_list_only_with_a_credential()
    {
        var (credential, status) = (Vector("credential-1.jwt"), Vector("status-1.json"));

        var held = await Commands.Program.Run("verify", credential, "--status", status, "--lang", "en");
        Assert.True(held.Code == 0, held.Out);
        Assert.Contains("neither withdrawn nor superseded, as of 2026-11-03T09:00:00Z", held.Out, StringComparison.Ordinal);
        Assert.Equal(1, (await Commands.Program.Run("verify", credential, "--status", Vector("status-1-set.json"))).Code);
        Assert.Equal(2, (await Commands.Program.Run("verify", Vector("bundle-1.json"), "--status", status)).Code);
    }

    internal static string Vector(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "adit.slnx")))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, "docs", "vectors", name);
    }

    internal static async Task<House> Named()
    {
        var house = await House.Open();
        house.Address = Address;
        await house.Restart();
        return house;
    }

    /// <summary>Issues a credential about a version of an invented report, whose own entry is the one before.</summary>
    internal static async Task<CredentialIssued> Issue(House house, SiteId site, Guid report, int version) => (await house.Database.Write(writing =>
    {
        var entry = writing.Record(ActorId.Program, new RecordsRead("a report", version)).Index;
        return house.Get<Issuing>().Issue(writing, site, report, version, Month(Guid.CreateVersion7(), entry));
    }))!;

    internal static async Task<HttpClient> Reader(House house, SiteId site, string name = "Buyer")
    {
        name += site.Value.ToString("N")[^4..];
        await Accounts.CreateUser(house.Database, ActorId.Program, name, Role.Buyer, [site], Commands.Opened.Password);
        return await house.Client(name);
    }

    internal static async Task<(HttpResponseMessage Answer, byte[] File)> Get(HttpClient http, string path, string? type = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (type is not null)
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        var answer = await http.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (answer, await answer.Content.ReadAsByteArrayAsync(Stop));
    }

    private static SiteMonthAttested Month(Guid id, long entry) => new(
        id, "", new("", "Test programme"), new($"{Address}/sites/N1", "Site N1"), new($"{Address}/sites/N1", "Site N1"), "N1", "CD", new(2026, 10, 1), Instant.From(House.Noon),
        [new("OH-04", "Pit depth over limit", "EGC pits-max-10m", "social.safety", [], "S2-observed", "open S2, observed")], ["visited on 21 of 31 days"], $"{Address}/reports/1", default, default, new("adit/x/0011223344556677", 0, entry - 1, entry));

    private static async Task<bool> Stands(House house, byte[] credential, StatusPurpose purpose)
    {
        var (answer, list) = await Get(house.Http, StatusList.PathOf(1, purpose), purpose == StatusPurpose.Refresh ? "application/vc+jwt" : null);
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        var report = CredentialVerifying.Verify(credential, list, Signing.Verify, house.Get<Publishing>().Key);
        Assert.True(report.Holds || report.FirstFailure!.Claim == CredentialClaim.Stands, report.FirstFailure?.ToString());
        return report.Holds;
    }

    private static async Task<JsonObject> Document(House house) => JsonNode.Parse((await Get(house.Http, "/.well-known/did.json")).File)!.AsObject();

    private static int Methods(JsonObject document) => document["verificationMethod"]!.AsArray().Count;

    private static async Task Rotate(House house)
    {
        using var home = house.Kept.Open();
        using var database = new Database(home, house.Clock);
        await Rotating.Run(database, null, null);
    }
}
