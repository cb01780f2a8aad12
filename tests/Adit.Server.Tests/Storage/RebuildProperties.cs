using System.Globalization;
using System.Text;
using Adit.DataSets;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.DataSets;
using Adit.Tests.Phones;
using CsCheck;

namespace Adit.Tests.Storage;

/// <summary>Whatever happens in whatever order, rated live in whatever batches: the views made anew from the ledger are the same rows.</summary>
public class RebuildProperties
{
    private enum Do
    {
        Round,
        Visit,
        Edit,
        Withdraw,
        Review,
        Parameter,
        SiteChange,
        Catalogue,
        Rate,
        Late,
        Make,
        Change,
        Entity,
    }

    private sealed record Step(Do Do, int Which, int Value, int Day);

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Frequency((5, Gen.Const(Do.Round)), (5, Gen.Const(Do.Visit)), (3, Gen.Const(Do.Edit)), (2, Gen.Const(Do.Withdraw)), (1, Gen.Const(Do.Review)), (1, Gen.Const(Do.Parameter)),
            (1, Gen.Const(Do.SiteChange)), (1, Gen.Const(Do.Catalogue)), (3, Gen.Const(Do.Rate)), (2, Gen.Const(Do.Late)),
            (2, Gen.Const(Do.Make)), (4, Gen.Const(Do.Change)), (1, Gen.Const(Do.Entity))),
        Gen.Int[0, 7], Gen.Int[0, 9], Gen.Int[0, 40], (d, w, v, day) => new Step(d, w, v, day));

    [Fact]
    public Task Views_rebuilt_are_the_views_that_were() => Steps.List[10, 45].SampleAsync(Run, iter: Iterations, threads: 1);

    private static long Iterations => long.TryParse(Environment.GetEnvironmentVariable("ADIT_SEQUENCES"), CultureInfo.InvariantCulture, out var set) ? set : TestHome.Server is null ? 12 : 4;

    private static async Task Run(List<Step> steps)
    {
        await using var house = await House.Open();
        var sites = new[] { await house.Site("N1", "P1"), await house.Site("S1") };
        var agent = await house.Agent("Awa", "en", sites);
        await house.Publish(Rounds.Xform());
        await house.Publish(FollowUps.MakingForm());
        await house.Publish(FollowUps.ChangingForm());
        var sent = new List<(string Instance, string Form)>();
        foreach (var step in steps)
        {
            house.Clock.Advance(TimeSpan.FromHours(step.Day));
            await Take(house, agent, sites, sent, step);
        }
        await house.Check();
    }

    private static Task Take(House house, Enrolled agent, SiteId[] sites, List<(string Instance, string Form)> sent, Step step) => step.Do switch
    {
        Do.Round or Do.Late => Send(house, agent, sent, step, null, step.Do == Do.Late ? step.Day * 9 : step.Day / 20),
        Do.Visit => Send(house, agent, sent, step, null, 0, visit: true),
        Do.Make or Do.Change => Follow(agent, sent, step, ""),
        Do.Entity => house.Record(step.Value switch { < 3 => new EntityDeleted(FollowUps.Set, Thing(step), "test"), < 6 => new EntityConflictSeen(FollowUps.Set, Thing(step)), _ => new DataSetSet(FollowUps.Set, step.Value % 2 == 0) }),
        Do.Edit when Of(sent, step) is { Form: FollowUps.Making or FollowUps.Changing } old => Follow(agent, sent, step with { Do = old.Form == FollowUps.Making ? Do.Make : Do.Change }, old.Instance),
        Do.Edit => Of(sent, step) is { } old ? Send(house, agent, sent, step, old.Instance, step.Day, visit: old.Form != Rounds.Form) : Task.CompletedTask,
        Do.Withdraw => Of(sent, step) is { } gone && house.Row(gone.Instance, gone.Form) is { } row ? house.Record(new SubmissionWithdrawn(row.Submission, "test")) : Task.CompletedTask,
        Do.Review => Of(sent, step) is { } seen && house.Row(seen.Instance, seen.Form) is { } row ? house.Record(new SubmissionReviewed(row.Submission, (ReviewState)(step.Value % 5), "")) : Task.CompletedTask,
        Do.Parameter => house.Record(new SiteParameterSet(sites[step.Which % 2], "pit_depth_limit_m", 5 + step.Value, DateOnly.FromDateTime(house.Clock.Now.DateTime).AddDays(-step.Day), "test")),
        Do.SiteChange => Change(house, sites[step.Which % 2], step.Value),
        Do.Catalogue => Republish(house, step.Value),
        _ => house.Rated(),
    };

    private static (string Instance, string Form)? Of(List<(string Instance, string Form)> sent, Step step) => sent.Count == 0 ? null : sent[step.Which * 7 % sent.Count];

    private static async Task Send(House house, Enrolled agent, List<(string Instance, string Form)> sent, Step step, string? replaces, int daysAgo, bool visit = false)
    {
        var (instance, site) = (Rounds.NewInstance(), step.Which % 2 == 0 ? "N1" : "S1");
        var day = DateOnly.FromDateTime(house.Clock.Now.DateTime).AddDays(-daysAgo).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var form = visit ? "adit-visit" : Rounds.Form;
        var xml = visit ? Visit(house, instance, site, day, step.Value, replaces) : Rounds.Record(instance, site: site, day: day, depth: (step.Value * 3).ToString(CultureInfo.InvariantCulture), replaces: replaces);
        var answer = await agent.Phone.Submit(xml);
        Assert.Contains(answer.Code, (int[])[201, 409]);
        if (answer.Code == 201)
            sent.Add((instance, form));
    }

    private static Guid Thing(Step step) => Guid.Parse($"019ab000-0000-7000-8000-00000000000{step.Which % 4}");

    // Changes that know older versions, and parts of chains in any order.
    private static async Task Follow(Enrolled agent, List<(string Instance, string Form)> sent, Step step, string replaces)
    {
        var (instance, site, form) = (Rounds.NewInstance(), step.Which % 2 == 0 ? "N1" : "none", step.Do == Do.Make ? FollowUps.Making : FollowUps.Changing);
        var answer = await agent.Phone.Submit(step.Do == Do.Make ? FollowUps.Make(Thing(step), $"Thing {step.Value}", site, instance: instance, replaces: replaces)
            : FollowUps.Change(Thing(step), 1 + (step.Value % 3), step.Day % 2 == 0 ? $"s{step.Day % 3}" : "", step.Day % 3 == 0 ? "n" : "", site, instance, replaces, step.Value > 4 ? (1 + (step.Value % 2), Thing(step)) : null));
        Assert.Contains(answer.Code, (int[])[201, 409]);
        if (answer.Code == 201)
            sent.Add((instance, form));
    }

    private static string Visit(House house, string instance, string site, string day, int value, string? replaces) =>
        $"""
        <data id="adit-visit" version="{house.Get<Registers>().Current.Published.Last(p => p.Form == "adit-visit").Version}" xmlns:orx="http://openrosa.org/xforms">
        <site>{site}</site><on_site>reached</on_site><day>{day}</day><visit_done>1</visit_done>
        {(value % 3 == 0 ? $"<minors><minor_age>12_14</minor_age><minor_sex>m</minor_sex><minor_task>digging</minor_task><minor_count>{1 + value}</minor_count></minors>" : "<no_minors>0</no_minors>")}
        <armed><armed_present>{(value % 4 == 1 ? "yes" : "no")}</armed_present></armed>
        <pits><pit>{(value % 2 == 0 ? "P1" : "")}</pit><pit_other>x{value % 3}</pit_other><pit_depth>{value * 4}</pit_depth></pits>
        <orx:meta><orx:instanceID>{instance}</orx:instanceID>{(replaces is null ? "" : $"<orx:deprecatedID>{replaces}</orx:deprecatedID>")}</orx:meta></data>
        """;

    private static async Task Change(House house, SiteId site, int value)
    {
        var now = house.Get<Registers>().Current.Sites[site];
        await house.Record(new SiteRegistered(site, now.Code, now.Name, now.Kind, now.Stage, value % 2 == 0 ? "CD" : "ZM", now.Province, value % 3 == 0 ? ["cobalt"] : ["gold", "tin"], now.Place, now.Zone,
            value % 4 == 0 ? "alluvial" : null, [], null, [], null));
    }

    // The shipped catalogue with other white space: another version, in force from now on.
    private static async Task Republish(House house, int value)
    {
        var folder = House.NewFolder();
        foreach (var (path, bytes) in Beginning.FilesOf(Beginning.Catalogue))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
            File.WriteAllBytes(Path.Combine(folder, path), [.. bytes.Span, .. Encoding.ASCII.GetBytes(new string('\n', value % 3))]);
        }
        Assert.Empty(await Beginning.PublishCatalogue(house.Database, ActorId.Program, folder, DateOnly.FromDateTime(house.Clock.Now.DateTime)));
        Directory.Delete(folder, recursive: true);
    }
}
