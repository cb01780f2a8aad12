using System.Globalization;
using System.Text.RegularExpressions;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.Phones;

namespace Adit.Tests.Sites;

/// <summary>What a node keeps in memory of every site is what reading it anew would say, whatever is recorded; and the page of the programme is the same at any number of sites.</summary>
public sealed partial class SitesTodayTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_is_recorded_what_is_kept_of_a_site_is_what_it_says_anew()
    {
        await using var house = await House.Open();
        var (one, other) = (await house.Site("N1"), await house.Site("N2"));
        await house.Record(new SiteParameterSet(one, "pit_depth_limit_m", 10, new(2026, 1, 1), "x"));
        await house.Record(Registered(one, "cobalt"));
        await house.Publish(Rounds.Xform());
        await house.Publish(Rounds.Xform("case", tier: "T3"));
        var awa = await house.Agent("Awa", "en", one);
        await People.Accounts.CreateUser(house.Database, ActorId.Program, "Lea", Role.Lead, [], Commands.Opened.Password);
        var before = await Kept(house);

        await Changes("a record", () => Sent(awa, Rounds.Record("uuid:1", site: "N1", depth: "30")));
        await Changes("a record of another day", () => Sent(awa, Rounds.Record("uuid:2", site: "N1", depth: "3", day: "2026-11-20")));
        await Changes("who takes it on", () => house.Record(new IncidentTaken(house.Database.Read(db => IncidentsTable.OpenAt(db, one))[0].Id, awa.Id)));
        await Changes("a protected record", () => Sent(awa, Rounds.Record("uuid:3", site: "N1", depth: "50", form: "case")), changes: false);
        await Changes("an edit", () => Sent(awa, Rounds.Record("uuid:2b", site: "N1", depth: "31", day: "2026-11-20", replaces: "uuid:2")));
        await Changes("a rejection", () => house.Record(new SubmissionReviewed(house.Row("uuid:1")!.Submission, ReviewState.Rejected, "no")));
        await Changes("an approval", () => house.Record(new SubmissionReviewed(house.Row("uuid:1")!.Submission, ReviewState.Approved, "yes")));
        await Changes("a parameter", () => house.Record(new SiteParameterSet(one, "pit_depth_limit_m", 60, new(2026, 1, 1), "x")));
        await Changes("it back", () => house.Record(new SiteParameterSet(one, "pit_depth_limit_m", 10, new(2026, 1, 1), "x")));
        await Changes("what is mined", () => house.Record(Registered(other, "gold")));
        await Changes("where an agent is to be", () => house.Record(new AgentAssigned(awa.Id, [other], [], 3)), changes: false);
        await Changes("a day", () => Task.FromResult(house.Clock).ContinueWith(c => c.Result.Advance(TimeSpan.FromDays(1)), Stop));
        await Changes("months without a look", () => Task.FromResult(house.Clock).ContinueWith(c => c.Result.Advance(TimeSpan.FromDays(200)), Stop));
        await Changes("a withdrawal", () => house.Record(new SubmissionWithdrawn(house.Row("uuid:2b")!.Submission, "sent by mistake")));
        await Changes("an erasure", () => RecordErasing.Run(house.Database, house.Get<Blobs>(), house.Get<Registers>().Current.Users.Single(u => u.Name == "Lea").Id, house.Row("uuid:1")!.Submission, "asked for"));
        await Changes("another site", () => house.Site("N3"));
        await house.Check();

        async Task Changes(string what, Func<Task> happens, bool changes = true)
        {
            await happens();
            await house.Rated();
            await house.Get<IncidentsJob>().Look();
            var (kept, anew) = (await Kept(house), Anew(house));
            Assert.True(anew == kept, $"After {what}:\n{kept}\nis kept, and anew it is\n{anew}");
            Assert.True(!changes || kept != before, $"Nothing changed by {what}.");
            before = kept;
        }
    }

    [Fact]
    public async Task Two_nodes_keep_the_same_of_what_either_records()
    {
        await using var house = await House.InDatabase();
        await using var second = await house.Node();
        var site = await house.Site("N1");
        await house.Publish(Rounds.Xform());
        var awa = await house.Agent("Awa", "en", site);
        await Kept(second);

        await Sent(awa, Rounds.Record("uuid:1", site: "N1", depth: "30"));
        await house.Rated();

        Assert.Equal(Anew(house), await Kept(second));
        Assert.Equal(await Kept(house), await Kept(second));
    }

    [Fact]
    public async Task Hundreds_of_sites_come_a_page_at_a_time_worst_first_and_none_is_missed()
    {
        await using var house = await House.Open();
        var sites = new List<SiteId>();
        await house.Database.Write(writing =>
        {
            for (var n = 0; n < 330; n++)
            {
                var code = string.Create(CultureInfo.InvariantCulture, $"N{n:000}");
                sites.Add(new(Guid.CreateVersion7()));
                writing.Record(ActorId.Program, new SiteRegistered(
                    sites[^1], code, $"Site {code}", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10 - (n % 20) / 10m, 25 + n / 100m), "Africa/Lubumbashi", null, [], null, [], null));
            }
            return true;
        });
        var awa = await house.Agent("Awa", "en", [.. sites]);
        Assert.Equal(201, (await awa.Phone.Submit(
            $"""<data xmlns:orx="http://openrosa.org/xforms" id="adit-incident" version="2026113002"><today>2026-11-23</today><site>{sites[217]}</site><day>2026-11-18</day><learnt>2026-11-20</learnt><type>violence</type><source>seen</source><violence><violence_act>beating</violence_act></violence><orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>""")).Code);
        await house.Rated();
        house.Http.DefaultRequestHeaders.Authorization = new("Bearer", await house.TokenForNow());

        var pages = new List<IReadOnlyList<string>>();
        for (var next = "/"; next is not null; next = Next(pages.Count == 0 ? "" : _last))
        {
            _last = await house.Http.GetStringAsync(new Uri(next, UriKind.Relative), Stop);
            pages.Add([.. Row().Matches(_last).Select(m => m.Groups[1].Value)]);
            Assert.Contains("330 sites", _last, StringComparison.Ordinal);
        }
        var byName = Row().Matches(await house.Http.GetStringAsync(new Uri("/?sort=-name&after=200", UriKind.Relative), Stop)).Select(m => m.Groups[1].Value).ToList();
        var foreign = await house.Http.GetStringAsync(new Uri("/?after=-1", UriKind.Relative), Stop);

        Assert.Equal([100, 100, 100, 30], pages.Select(p => p.Count));
        Assert.Equal("N217", pages[0][0]);
        Assert.Equal(330, pages.SelectMany(p => p).Distinct().Count());
        Assert.Equal(("N129", "N030"), (byName[0], byName[^1]));
        Assert.Contains("each square stands for those around it", foreign, StringComparison.Ordinal);
        Assert.True(Square().Count(foreign) is > 20 and < 300, $"{Square().Count(foreign)} squares on the map.");
    }

    private string _last = "";

    private static string? Next(string page) => Older().Match(page) is { Success: true } found ? System.Net.WebUtility.HtmlDecode(found.Groups[1].Value) : null;

    private static SiteRegistered Registered(SiteId site, string mineral) =>
        new(site, mineral == "gold" ? "N2" : "N1", "Site", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", [mineral], null, "Africa/Lubumbashi", null, ["EGC-2021"], null, [], null);

    private static async Task Sent(Enrolled agent, string xml) => Assert.Equal(201, (await agent.Phone.Submit(xml)).Code);

    private static async Task<string> Kept(House house)
    {
        await house.Rated();
        var register = house.Get<Registers>().Current;
        return Said(house.Database.Read(db => house.Get<SitesToday>().Of(db, register, house.Get<Catalogues>().Current!, register.MonitoredByName())).Select(s => (s.Site.Id, s.Today)));
    }

    private static string Anew(House house)
    {
        using var ledger = new LedgerReading(house.Database);
        var register = house.Get<Registers>().Current;
        return Said(house.Database.Read(db => SiteToday.Read(db, ledger, register, house.Get<Catalogues>().Current!, register.MonitoredByName(), house.Clock.GetUtcNow())));
    }

    private static string Said(IEnumerable<(SiteId Site, SiteToday Today)> sites) => string.Join('\n', sites.OrderBy(s => s.Site.Value).Select(s => string.Join(
        ' ', s.Site, s.Today.Day, Said(s.Today.Within), Said(s.Today.Without), string.Join(',', s.Today.Clocks.Select(c => $"{c.Risk.Indicator.Id} {c.Due:u} {c.Key}")), s.Today.Days.Done, s.Today.Days.Planned,
        string.Concat(s.Today.Days.Days.Select(d => d.ToString()[0])), s.Today.Records, s.Today.Last)));

    private static string Said(SiteStands stands) => $"[{stands.Standing} {stands.Attention} {stands.Worst?.Indicator.Id} {stands.Worst?.Rating} {stands.Hidden} {stands.Looked}/{stands.Applicable}]";

    [GeneratedRegex("""<th scope="row"><a href="/sites/(\w+)">""")]
    private static partial Regex Row();

    [GeneratedRegex("""<a href="([^"]+)" rel="next">""")]
    private static partial Regex Older();

    [GeneratedRegex("""<rect class="level """)]
    private static partial Regex Square();
}
