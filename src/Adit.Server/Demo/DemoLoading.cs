using Adit.Ledger;
using Adit.Risk;
using Adit.Stages;
using Adit.Storage;

namespace Adit.Demo;

/// <summary>Fills a running server with the demonstration: people and sites, then day after day what the phones send.</summary>
internal sealed class DemoLoading(WebApplication app, Database database, SimulatedClock clock, string address, Action<string> say)
{
    public const string Programme = "Adit demonstration (simulated)", EmptyProgramme = "Adit empty demonstration (simulated)";

    /// <summary>How the clock of a demonstration starts: the evening before its first day.</summary>
    public static SimulatedClock ClockFor(DateOnly last, int days) => new(new DateTimeOffset(last.AddDays(-days).ToDateTime(new(12, 0)), DemoSite.Offset));

    /// <summary>The last day of a demonstration that is loaded now: yesterday, where the sites are.</summary>
    public static DateOnly Yesterday => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().ToOffset(DemoSite.Offset).DateTime).AddDays(-1);

    /// <summary>Users, sites, agents and all records up to the last day, rated and published; then the clock is let go.</summary>
    public async Task<DemoFile> Load(DateOnly last, int days, string baseUrl, CancellationToken cancel)
    {
        Check();
        var users = await DemoPeople.Users(database, withSites: true);
        await DemoPeople.Sites(database, last.AddDays(-days));
        var keys = await DemoPeople.Agents(database);
        var registers = app.Services.GetRequiredService<Registers>();
        await DemoOffice.Before(database, registers.Current, last, days);
        await DemoPartners.Before(database, registers.Current, last.AddDays(-days));
        await DemoReports.Before(database, registers.Current, last.AddDays(-days));
        var handbook = app.Services.GetRequiredService<Handbook>();
        await DemoStages.Before(database, registers.Current, handbook, last.AddDays(-days));
        var simulation = new Simulation(last, days, registers.Current.Forms.Values.ToDictionary(f => f.Published.Form, f => f.Form));
        using (var phones = new DemoPhones(address, keys))
            await Send(phones, simulation, cancel);
        await DemoOffice.After(database, registers.Current, last);
        await DemoCounterparties.After(database, last);
        await DemoCustody.After(database, last);
        await DemoStages.After(database, registers.Current, handbook, last);
        await app.Services.GetRequiredService<AssessJob>().CatchUp(cancel);
        await new DemoReports(app.Services).After(last);
        await Finish(cancel);
        return new(baseUrl, users, [.. keys.Select(k => new DemoFile.Agent(k.Key, k.Value, DemoFile.UrlOf(baseUrl, k.Value)))]);
    }

    /// <summary>Users, and one phone without a site, so that a script can publish a form and send records of it.</summary>
    public async Task<DemoFile> LoadEmpty(string baseUrl, CancellationToken cancel)
    {
        Check();
        var users = await DemoPeople.Users(database, withSites: false);
        var key = await DemoPeople.Agent(database, "phone", "en", [], 0);
        await Finish(cancel);
        return new(baseUrl, users, [new("phone", key, DemoFile.UrlOf(baseUrl, key))]);
    }

    private async Task Send(DemoPhones phones, Simulation simulation, CancellationToken cancel)
    {
        var (sent, month, inMonth) = (0, 0, 0);
        var before = simulation.First;
        var (office, plans) = (new DemoIncidents(app.Services), new DemoPlans(app.Services));
        var partners = new DemoPartners(app.Services, simulation.Last.DayNumber - simulation.First.DayNumber + 1);
        var reports = new DemoReports(app.Services);
        foreach (var (day, sendings) in simulation.Days())
        {
            if (day.Month != month && month != 0)
                inMonth = Tell(before, inMonth);
            (month, before) = (day.Month, day);
            await Parallel.ForEachAsync(sendings, new ParallelOptions { MaxDegreeOfParallelism = DemoPhones.InFlight, CancellationToken = cancel }, async (sending, stop) =>
            {
                clock.MoveTo(sending.At);
                await phones.Send(sending, stop);
            });
            await DemoStages.Evening(database, app.Services.GetRequiredService<Registers>().Current, app.Services.GetRequiredService<Handbook>(), simulation.First, day);
            await office.Evening(simulation.Last.DayNumber - day.DayNumber, cancel);
            await plans.Evening(simulation.Last.DayNumber - day.DayNumber);
            await partners.Evening(simulation.Last.DayNumber - day.DayNumber);
            await reports.Evening(simulation.Last.DayNumber - day.DayNumber);
            (sent, inMonth) = (sent + sendings.Count, inMonth + sendings.Count);
        }
        Tell(before, inMonth);
        say($"{sent} records in all; rating the last of them …");
    }

    private int Tell(DateOnly day, int records)
    {
        say(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{day:yyyy-MM}: {records} simulated records"));
        return 0;
    }

    private async Task Finish(CancellationToken cancel)
    {
        await app.Services.GetRequiredService<AssessJob>().CatchUp(cancel);
        clock.Release();
        await DemoChecks.Lay(app.Services);
        await DemoListeners.Lay(app.Services);
        await DemoAudits.Lay(app.Services);
        await app.Services.GetRequiredService<Publishing>().Publish();
    }

    // Only a ledger that says so in its first entry may run under a clock that is moved by hand.
    private void Check()
    {
        if (!database.Simulated || database.Clock != clock)
            throw new InvalidOperationException("Only a simulated ledger may be filled by the simulator.");
    }
}
