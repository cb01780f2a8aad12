using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Adit.Demo;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Plans;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Adit.Bench;

/// <summary>
/// A year of a large programme, day by day: agents count people and look at pits, what they find opens incidents, the office takes each on, sees it through its steps and calls it over, and each month every site has a plan whose
/// actions are checked. By default as large as the leading programme's report of one year: 7,862 incidents, 1,421 actions, 49 sites.
/// </summary>
internal sealed class Year
{
    // Days until the agent looks again, and until the office calls it over.
    private const int LooksAgain = 5, Over = 8, Pits = 30;

    // Of how many incidents one is of these: an accident without anybody hurt, a child who carries.
    private const int Accidents = 4, Children = 50, LeftStanding = 12;

    private readonly Database _database;
    private readonly SimulatedClock _clock;
    private readonly IServiceProvider _services;
    private readonly Receiving _receiving;
    private readonly IncidentActs _acts;
    private readonly PlanActs _plans;
    private readonly Dictionary<DateOnly, List<IncidentId>> _over = [];
    private readonly Dictionary<DateOnly, List<string>> _again = [];
    private readonly List<(Site Site, Sender Sender)> _places = [];
    private readonly Options _options;
    private int _found, _planned;

    private Year(Options options, Database database, SimulatedClock clock, IServiceProvider services)
    {
        (_options, _database, _clock, _services) = (options, database, clock, services);
        (_receiving, _acts, _plans) = (services.GetRequiredService<Receiving>(), services.GetRequiredService<IncidentActs>(), services.GetRequiredService<PlanActs>());
    }

    private int Incidents => _options.Number("incidents", 7_862);

    private int Actions => _options.Number("actions", 1_421);

    private int Sites => _options.Number("sites", 49);

    private int Miners => _options.Number("miners", 33_000);

    private int Days => _options.Number("days", 365);

    /// <summary>Makes it in a folder; its last day is yesterday.</summary>
    public static async Task Fill(Options options, string folder)
    {
        var (last, watch) = (DemoLoading.Yesterday, Stopwatch.StartNew());
        var clock = DemoLoading.ClockFor(last, options.Number("days", 365));
        using var home = Address.Of(folder).Open();
        using var database = new Database(home, clock);
        var settings = new Settings("http://127.0.0.1:0", "http://127.0.0.1:0", null, TimeSpan.FromHours(24), []);
        await Beginning.Create(database, settings, "Bench", simulated: true);
        // Its services, and nothing that works by itself.
        await using var app = Serving.Build(database, settings);
        var year = new Year(options, database, clock, app.Services);
        await year.Begin();
        for (var day = last.AddDays(1 - year.Days); day <= last; day = day.AddDays(1))
            await year.Day(day, last);
        var (incidents, actions) = database.Read(db => (Count(db, "incidents"), Count(db, "actions where state <> 4")));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{database.Size} entries, {incidents} incidents and {actions} actions stand after {watch.Elapsed.TotalSeconds:0} s."));
    }

    private static long Count(System.Data.Common.DbConnection db, string table) => Dapper.SqlMapper.QuerySingle<long>(db, $"select count(*) from {table}");

    private async Task Begin()
    {
        foreach (var role in (Role[])[Role.Lead, Role.Analyst, Role.Reviewer])
            await People.Accounts.CreateUser(_database, ActorId.Program, role == Role.Lead ? Programme.Lead : role.ToString(), role, [], Programme.Password);
        foreach (var fault in await Beginning.Publishing(_database, _services.GetRequiredService<Catalogues>(), ActorId.Program, Encoding.UTF8.GetBytes(Round.Form)))
            throw new InvalidOperationException(fault.Code);
        for (var n = 1; n <= Sites; n++)
        {
            var site = new SiteId(Guid.CreateVersion7());
            await _database.Write(w => w.Record(ActorId.Program, new SiteRegistered(
                site, $"S{n:0000}", $"Site {n}", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.7m + (n / 100m), 25.5m), "Africa/Lubumbashi", null, ["EGC-2021"], null, [], null)));
            var agent = await People.Accounts.CreateAgent(_database, ActorId.Program, $"agent-{n:00}", "fr", [site], [], 7);
            _places.Add((_services.GetRequiredService<Registers>().Current.Sites[site], new(agent, null, Source.Simulated, "phone", null, _ => true, _ => true, [site])));
        }
    }

    private async Task Day(DateOnly day, DateOnly last)
    {
        _clock.MoveTo(new(day.ToDateTime(new(16, 0)), TimeSpan.Zero));
        var (done, records) = (Days - (last.DayNumber - day.DayNumber), new List<(int Place, string Xml)>());
        foreach (var place in Enumerable.Range(0, Sites))
            records.Add((place, Round.Record(_places[place].Site.Code, day, men: (Miners / Sites) - (place % 90), pits: "")));
        // Some records open none and some two: each day makes up for those before.
        for (var missing = ((long)Incidents * done / Days) - _database.Read(db => Count(db, "incidents")); missing > 0; missing--, _found++)
            records.Add((_found % Sites, Found(day, _found)));
        if (_again.Remove(day, out var again))
            records.AddRange(again.Select(xml => (_places.FindIndex(p => xml.Contains($"<site>{p.Site.Code}<", StringComparison.Ordinal)), xml)));
        await Task.WhenAll(records.Select(async r =>
        {
            if (await _receiving.Receive(_places[r.Place].Sender, Encoding.UTF8.GetBytes(r.Xml), []) is { Status: not 201 } refused)
                throw new InvalidOperationException(refused.Code);
        }));
        await _services.GetRequiredService<AssessJob>().CatchUp();
        await _services.GetRequiredService<IncidentsJob>().Look();
        await Office(day, last);
        await Plan(day, done);
    }

    // Each finds something that was not open: pits take turns.
    private string Found(DateOnly day, int number)
    {
        var site = _places[number % Sites].Site.Code;
        var pit = $"P{(number / Sites % Pits) + 1:00}";
        if (number % Children == 7)
            return Round.Record(site, day, men: null, pits: "", children: 1);
        if (number % Accidents == 1)
            return Round.Record(site, day, men: null, Round.Pit(pit, depth: null, "crack"));
        if (number % LeftStanding != 5)
        {
            if (!_again.TryGetValue(day.AddDays(LooksAgain), out var then))
                _again[day.AddDays(LooksAgain)] = then = [];
            then.Add(Round.Record(site, day.AddDays(LooksAgain), men: null, Round.Pit(pit, "8", null)));
        }
        return Round.Record(site, day, men: null, Round.Pit(pit, number % 40 == 0 ? "23" : "14", null));
    }

    private async Task Office(DateOnly day, DateOnly last)
    {
        var register = _services.GetRequiredService<Registers>().Current;
        // What came in these last days waits for whoever is measured.
        if (last.DayNumber - day.DayNumber >= 3)
            foreach (var incident in _database.Read(db => IncidentsTable.Page(db, new(null, null, null, IncidentState.New, Open: true, Reviewer: true, After: null), 1_000)))
            {
                await _acts.Do(DemoIncidents.By(register, Role.Analyst), incident.Id, new("take", incident.Last));
                if (!_over.TryGetValue(day.AddDays(Over), out var then))
                    _over[day.AddDays(Over)] = then = [];
                then.Add(incident.Id);
            }
        if (_over.Remove(day, out var due))
            foreach (var id in due)
                await SeeThrough(register, id);
    }

    private async Task SeeThrough(Register register, IncidentId id)
    {
        for (var steps = 0; steps < 8 && _database.Read(db => IncidentsTable.Find(db, id)) is { IsOpen: true } incident; steps++)
        {
            var step = Steps.Next(incident, _database.Read(db => IncidentsJob.Standing(db, register.Sites[incident.Site], _database.Now.ToDateTimeOffset())));
            // Some are not mended.
            if (step is NextStep.Verify or NextStep.Close && incident.Last % LeftStanding == 0)
                return;
            var (role, asked) = DemoIncidents.Act(step, incident) ?? (Role.Reviewer, new("close", null) { Cause = nameof(ClosingCause.VerifiedAction), Note = "Seen on a visit to the site." });
            if (asked.Act == "propose")
                asked = asked with { Outcome = nameof(Outcome.Over) };
            await _acts.Do(DemoIncidents.By(register, role), id, asked with { Seen = incident.Last });
        }
    }

    // On the first of each month every site has a plan, as many lines as the year has; three weeks later most are checked.
    private async Task Plan(DateOnly day, int done)
    {
        var register = _services.GetRequiredService<Registers>().Current;
        var analyst = DemoIncidents.By(register, Role.Analyst);
        if (day.Day == 1)
        {
            await _services.GetRequiredService<PlansJob>().Look();
            foreach (var (n, site) in _places.Select((p, n) => (n, p.Site)))
            {
                if (_database.Read(db => PlansTable.Find(db, site.Id, day)) is null && !await Composed(analyst, site))
                    continue;
                var plan = _database.Read(db => PlansTable.Find(db, site.Id, day))!;
                var drafted = _database.Read(db => PlansTable.Of(db, plan)).Where(a => a.State == ActionState.Draft).ToList();
                var (months, month) = (Days / 30, (done / 30) + 1);
                // A plan without a line cannot be issued.
                var least = plan.Lines.Length == drafted.Count ? 1 : 0;
                var share = (long)Actions * (month - 1) / months + ((long)Actions / months * (n + 1) / Sites);
                var kept = (int)Math.Clamp(share - _planned, least, drafted.Count);
                foreach (var action in drafted.Skip(kept))
                    plan = await _plans.Do(analyst, plan.Id, new("take-out", plan.Last) { Action = action.Line.Number, Note = "Next month." }, "en");
                await _plans.Do(analyst, plan.Id, new("issue", plan.Last), "en");
                _planned += kept;
            }
        }
        else if (day.Day == 22)
        {
            foreach (var action in _database.Read(db => PlansTable.Running(db, [.. _places.Select(p => p.Site.Id)])).Where((_, n) => n % 10 != 0))
            {
                var said = await _plans.Do(analyst, action.Id, new("report", action.Last) { Party = "Operator", Done = true, Note = "Done, said at the site." });
                await _plans.Do(DemoIncidents.By(register, Role.Reviewer), said.Id, new("check", said.Last) { Result = nameof(CheckResult.Verified), Note = "Seen on a visit to the site." });
            }
        }
    }

    private async Task<bool> Composed(CurrentPerson analyst, Site site)
    {
        try
        {
            await _plans.Compose(analyst, site, null);
            return true;
        }
        catch (Refused)
        {
            // Nothing stands open there.
            return false;
        }
    }

    /// <summary>A round of a site: people, children, and pits with their depth or what moved.</summary>
    private static class Round
    {
        public const string Form = """
            <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" xmlns:adit="urn:adit:forms:1"><h:head><h:title>Round</h:title><model>
            <instance><data id="bench-round" version="1"><site/><day/><men/><children/><note/><pits jr:template=""><code/><depth/><moved/></pits><orx:meta><orx:instanceID/></orx:meta></data></instance>
            <bind nodeset="/data/site" type="string" adit:subject="site"/><bind nodeset="/data/day" type="date" adit:day=""/>
            <bind nodeset="/data/men" type="int" adit:observes="people.count" adit:where="sex:m task:digging" adit:tier="T1"/>
            <bind nodeset="/data/children" type="int" adit:observes="child.count" adit:where="age_band:15_17 task:carrying" adit:tier="T1"/><bind nodeset="/data/note" type="string"/>
            <bind nodeset="/data/pits/code" type="string" adit:subject="pit" adit:tier="T1"/><bind nodeset="/data/pits/depth" type="decimal" adit:observes="pit.depth" adit:tier="T1"/>
            <bind nodeset="/data/pits/moved" type="string" adit:observes="pit.movement" adit:tier="T1"/>
            </model></h:head><h:body><input ref="/data/site"><label>Site</label></input><input ref="/data/day"><label>Day</label></input><input ref="/data/men"><label>Men</label></input><input ref="/data/children"><label>Children</label></input>
            <input ref="/data/note"><label>Note</label></input><group ref="/data/pits"><repeat nodeset="/data/pits"><input ref="/data/pits/code"><label>Pit</label></input><input ref="/data/pits/depth"><label>Depth</label></input>
            <select1 ref="/data/pits/moved"><label>Moved</label><item><label>crack</label><value>crack</value></item><item><label>none</label><value>none</value></item></select1></repeat></group></h:body></h:html>
            """;

        public static string Pit(string code, string? depth, string? moved) => $"<pits><code>{code}</code><depth>{depth}</depth><moved>{moved}</moved></pits>";

        public static string Record(string site, DateOnly day, int? men, string pits, int? children = null) => string.Create(CultureInfo.InvariantCulture, $"""
            <data xmlns:orx="http://openrosa.org/xforms" id="bench-round" version="1"><site>{site}</site><day>{day:yyyy-MM-dd}</day><men>{men}</men><children>{children}</children><note>Round of the afternoon, nobody was hurt.</note>{pits}
            <orx:meta><orx:instanceID>uuid:{Guid.CreateVersion7()}</orx:instanceID></orx:meta></data>
            """);
    }
}
