using System.Net;
using System.Net.Sockets;
using System.Text;
using Adit.People;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Adit.Bench.Field;

/// <summary>A programme of one site and one agent, served by this process, with the shipped forms and one of two photos.</summary>
internal sealed class Programme : IAsyncDisposable
{
    public const string Form = "bench-photos";

    private readonly string _folder;
    private readonly Home _home;
    private readonly Database _database;
    private readonly WebApplication _app;

    private Programme(string folder, Home home, Database database, WebApplication app, string origin, ActorId agent) => (_folder, _home, _database, _app, Origin, Agent) = (folder, home, database, app, origin, agent);

    public string Origin { get; }

    public ActorId Agent { get; }

    public static async Task<Programme> Open()
    {
        var folder = Directory.CreateTempSubdirectory("adit-bench-").FullName;
        var home = Address.Of(folder).Open();
        var database = new Database(home, TimeProvider.System);
        var origin = $"http://127.0.0.1:{FreePort()}";
        var settings = new Settings(origin, origin, null, TimeSpan.FromHours(24), []);
        await Beginning.Create(database, settings, "Bench", simulated: true);
        foreach (var fault in await Beginning.Publishing(database, new Catalogues(database), ActorId.Program, Encoding.UTF8.GetBytes(TwoPhotos)))
            throw new InvalidOperationException(fault.Code);
        var site = new SiteId(Guid.CreateVersion7());
        await database.Write(w => w.Record(ActorId.Program, new SiteRegistered(
            site, "S1", "Site S1", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.7m, 25.5m), "Africa/Lubumbashi", null, [], null, [], null)));
        var agent = await People.Accounts.CreateAgent(database, ActorId.Program, "Bench", "en", [site], [], 7);
        var app = Serving.Build(database, settings);
        await app.StartAsync();
        return new(folder, home, database, app, origin, agent);
    }

    /// <summary>A code that enrols a phone.</summary>
    public async Task<string> Code() => (await _app.Services.GetRequiredService<Enrolments>().Offer(ActorId.Program, Agent)).Code;

    /// <summary>How many records and files of them arrived.</summary>
    public (int Records, int Files) Arrived()
    {
        var rows = _database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 1_000));
        return (rows.Count, rows.Sum(r => _database.Read(db => SubmissionsTable.Attachments(db, r.Index).Count)));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _database.Dispose();
        _home.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private const string TwoPhotos =
        $"""
        <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" xmlns:adit="urn:adit:forms:1">
          <h:head><h:title>Two photos</h:title><model>
            <instance><data id="{Form}" version="1"><start/><end/><depth/><first/><second/><orx:meta><orx:instanceID/></orx:meta></data></instance>
            <bind nodeset="/data" adit:button="main"/>
            <bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>
            <bind nodeset="/data/end" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/>
            <bind nodeset="/data/depth" type="decimal"/>
            <bind nodeset="/data/first" type="binary"/>
            <bind nodeset="/data/second" type="binary"/>
            <bind nodeset="/data/orx:meta/orx:instanceID" type="string" jr:preload="uid"/>
          </model></h:head>
          <h:body>
            <input ref="/data/depth"><label>Depth</label></input>
            <upload ref="/data/first" mediatype="image/*"><label>First photo</label></upload>
            <upload ref="/data/second" mediatype="image/*"><label>Second photo</label></upload>
          </h:body>
        </h:html>
        """;
}
