using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Adit.People;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Tests.Commands;
using Microsoft.Extensions.DependencyInjection;

namespace Adit.Tests.Exports;

/// <summary>A site, an agent with a phone, and a small form with people to repeat and one protected question.</summary>
internal sealed class FieldHouse : IAsyncDisposable
{
    public const string Form = "check", Protected = "whole", Planted = "PLANTED-PROTECTED-WORDS";

    private readonly string _key;

    private FieldHouse(Opened opened, SiteId site, SiteId reference, ActorId agent, string key) => (Opened, Site, Reference, Agent, _key) = (opened, site, reference, agent, key);

    public Opened Opened { get; }

    public SiteId Site { get; }

    public SiteId Reference { get; }

    public ActorId Agent { get; }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<FieldHouse> Begin()
    {
        var opened = await Opened.Begin();
        var (site, reference) = (new SiteId(Guid.CreateVersion7()), new SiteId(Guid.CreateVersion7()));
        await opened.Database.Write(w => w.Record(ActorId.Program, Registered(site, "ONE", SiteKind.Monitored)));
        await opened.Database.Write(w => w.Record(ActorId.Program, Registered(reference, "REF", SiteKind.Reference)));
        foreach (var xml in new[] { Xml("1"), Xml("2", "<mood/>"), Whole })
            Assert.Empty(await Beginning.Publishing(opened.Database, opened.App.Services.GetRequiredService<Adit.Risk.Catalogues>(), ActorId.Program, Encoding.UTF8.GetBytes(xml)));
        var agent = await Adit.People.Accounts.CreateAgent(opened.Database, ActorId.Program, "Agent Number Nine", "en", [site], [], 7);
        var field = new FieldHouse(opened, site, reference, agent, await Adit.People.Accounts.NewSecret(opened.Database, ActorId.Program, agent, Access.Key));
        return field;
    }

    /// <summary>A reader who was given the monitored site.</summary>
    public async Task<HttpClient> As(Role role)
    {
        if (Rights.Sees(role) >= Adit.Protection.Tier.T2)
            return Opened.Client(await Opened.TokenOf(role));
        await Adit.People.Accounts.CreateUser(Opened.Database, ActorId.Program, role + " of one", role, ImmutableArray.Create(Site), Opened.Password);
        return Opened.Client((await Opened.App.Services.GetRequiredService<Sessions>().SignIn(role + " of one", Opened.Password, "test")).Token!);
    }

    public async Task<string> Send(string answers, string version = "1", string form = Form, string? file = null)
    {
        var instance = "uuid:" + Guid.NewGuid();
        var xml = $"<data id='{form}' version='{version}'><meta><instanceID>{instance}</instanceID></meta>{answers}</data>";
        using var body = new MultipartFormDataContent();
        var part = new ByteArrayContent(Encoding.UTF8.GetBytes(xml));
        part.Headers.ContentType = new("text/xml");
        body.Add(part, "xml_submission_file", "record.xml");
        if (file is not null)
            body.Add(new ByteArrayContent([1, 2, 3]) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } }, file, file);
        using var client = Opened.Client();
        client.DefaultRequestHeaders.Add("X-OpenRosa-Version", "1.0");
        using var answer = await client.PostAsync($"/openrosa/key/{_key}/submission", body, Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Stop));
        return instance;
    }

    /// <summary>Waits until everything sent is rated.</summary>
    public Task Rated() => Opened.App.Services.GetRequiredService<AssessJob>().CatchUp(Stop);

    public ValueTask DisposeAsync() => Opened.DisposeAsync();

    private static SiteRegistered Registered(SiteId site, string code, SiteKind kind) => new(
        site, code, "Site " + code, kind, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new GeoPoint(-10.71234m, 25.41234m), "Africa/Lubumbashi", null, [], null, [], kind == SiteKind.Reference ? "Somebody" : null);

    private static string Xml(string version, string more = "") =>
        $"""
        <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:adit="urn:adit:forms:1">
          <h:head><h:title>Check</h:title><model><instance><data id="{Form}" version="{version}"><say/><depth/><deaths/>{more}<place/><photo/><secret/><people><name/><age/></people></data></instance>
            <bind nodeset="/data/say" type="string"/>
            <bind nodeset="/data/depth" type="decimal"/>
            <bind nodeset="/data/deaths" type="int" adit:observes="accident.deaths" adit:tier="T1"/>
            {(more.Length > 0 ? "<bind nodeset=\"/data/mood\" type=\"string\"/>" : "")}
            <bind nodeset="/data/place" type="geopoint"/>
            <bind nodeset="/data/photo" type="binary"/>
            <bind nodeset="/data/secret" type="string" adit:tier="T3"/>
            <bind nodeset="/data/people/name" type="string"/>
            <bind nodeset="/data/people/age" type="int" adit:tier="T1"/>
          </model></h:head>
          <h:body><input ref="/data/say"/><input ref="/data/depth"/><input ref="/data/deaths"/><input ref="/data/place"/><upload ref="/data/photo" mediatype="image/*"/><input ref="/data/secret"/>
            <group ref="/data/people"><repeat nodeset="/data/people"><input ref="/data/people/name"/><input ref="/data/people/age"/></repeat></group></h:body>
        </h:html>
        """;

    private static string Whole =>
        $"""
        <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:adit="urn:adit:forms:1">
          <h:head><h:title>Whole</h:title><model><instance><data id="{Protected}" version="1"><note/></data></instance>
            <bind nodeset="/data" adit:tier="T3"/><bind nodeset="/data/note" type="string"/></model></h:head>
          <h:body><input ref="/data/note"/></h:body>
        </h:html>
        """;
}
