using System.Collections.Immutable;
using System.Globalization;
using Adit.Reference;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Tests.Imports;

/// <summary>The whole IPIS open data, imported twice beside a site that the programme monitors.</summary>
public sealed class OpenData : IAsyncLifetime
{
    public static readonly SiteId Monitored = new(Guid.Parse("01930000-0000-7000-8000-000000000001"));

    internal static string File { get; } = Path.Combine(Repository.Root, "..", "shared", "data", "asm", "ipis_cod_mines_visits_2009-2023.csv.gz");

    internal House House { get; private set; } = null!;

    internal ImportReport First { get; private set; } = null!;

    internal ImportReport Second { get; private set; } = null!;

    internal (long AfterFirst, long AfterSecond) Sizes { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (!System.IO.File.Exists(File))
            return;
        House = await House.Open();
        await House.Database.Write(writing => writing.Record(ActorId.Program, new SiteRegistered(
            Monitored, "M1", "Ours", SiteKind.Monitored, Stage.Monitored, "CD", "Sud-Kivu", ["gold"], new(-2.25m, 28.5m), "Africa/Lubumbashi", null, [], null, [], null)));
        First = await House.Import(() => System.IO.File.OpenRead(File));
        var size = House.Database.Size;
        Second = await House.Import(() => System.IO.File.OpenRead(File));
        Sizes = (size, House.Database.Size);
    }

    public ValueTask DisposeAsync() => House?.DisposeAsync() ?? ValueTask.CompletedTask;
}

public sealed class OpenDataTests(OpenData data) : IClassFixture<OpenData>
{
    private House House
    {
        get
        {
            if (!File.Exists(OpenData.File))
                Assert.Skip("../shared/data/asm/ipis_cod_mines_visits_2009-2023.csv.gz is missing");
            return data.House;
        }
    }

    [Fact]
    public void All_6955_visits_at_3409_sites_are_there_and_none_is_bad()
    {
        var sites = House.Get<Registers>().Current.Sites.Values.Where(site => site.Kind == SiteKind.Reference).ToList();

        Assert.Equal((6955L, 6955L, 0L, 0L), (data.First.Rows, data.First.New, data.First.Held, data.First.BadRows));
        Assert.Equal((3409L, 3409), (data.First.NewSites, sites.Count));
        Assert.All(sites, site => Assert.Equal((Ipis.Credit, "CD", "Africa/Lubumbashi"), (site.Credit, site.Country, site.Zone)));
        Assert.All(sites, site => Assert.NotNull(site.Place));
    }

    [Fact]
    public void Every_word_of_the_data_has_its_code() => Assert.Empty(House is null ? [] : data.First.Odd.Where(odd => odd.Note.Code is not "acts-differ"));

    [Fact]
    public void A_second_import_changes_nothing()
    {
        Assert.NotNull(House);
        Assert.Equal((0L, 6955L, 0L, 0L), (data.Second.New, data.Second.Held, data.Second.BadRows, data.Second.NewSites));
        Assert.Equal(data.Sizes.AfterFirst, data.Sizes.AfterSecond);
    }

    [Fact]
    public void A_local_group_that_taxed_diggers_is_open_at_S1_from_the_visit_until_it_lapses()
    {
        var (site, day) = OnlyVisit(row => row("type_armed_group1") == "Groupe armé local" && row("taxation_armed_group1") == "1");

        foreach (var indicator in (string[])["AG-01", "AG-03"])
        {
            var rating = House.At(site, indicator, day);
            Assert.Equal((RatingState.Open, Severity.S1, Grade.Reported, day), (rating!.Value.State, rating.Value.Level, rating.Value.Grade, rating.Value.Since));
            Assert.Equal(RatingState.Open, House.At(site, indicator, day.AddDays(179))!.Value.State);
            Assert.Equal(RatingState.NotObserved, House.At(site, indicator, day.AddDays(180))?.State ?? RatingState.NotObserved);
            Assert.Equal(RatingState.NotObserved, House.At(site, indicator, day.AddDays(-1))?.State ?? RatingState.NotObserved);
        }
    }

    [Fact]
    public void Soldiers_who_taxed_are_a_finding_about_a_force_and_not_about_an_armed_group()
    {
        var (site, day) = OnlyVisit(row => row("type_armed_group1") == "FARDC - Éléments indisciplinés" && row("taxation_armed_group1") == "1" && row("type_armed_group2") == "Aucun");

        Assert.Equal((RatingState.Open, Severity.S2), (House.At(site, "SF-02", day)!.Value.State, House.At(site, "SF-02", day)!.Value.Level));
        Assert.Equal(RatingState.Clear, House.At(site, "AG-01", day)!.Value.State);
    }

    [Fact]
    public void A_visit_that_found_nobody_armed_is_clear_for_two_weeks_and_then_not_observed()
    {
        var (site, day) = OnlyVisit(row => row("presence") == "0" && row("interference") == "0");

        Assert.Equal(RatingState.Clear, House.At(site, "AG-01", day)!.Value.State);
        Assert.Equal(RatingState.NotObserved, House.At(site, "AG-01", day.AddDays(60))?.State ?? RatingState.NotObserved);
    }

    [Fact]
    public void What_no_visit_asked_is_not_observed()
    {
        var (site, day) = OnlyVisit(row => row("presence") == "0" && row("interference") == "0");

        Assert.All(new[] { "OH-04", "OH-09", "PR-01" }, indicator => Assert.Null(House.At(site, indicator, day)));
    }

    [Fact]
    public void Nothing_of_it_touches_a_site_that_the_programme_monitors()
    {
        Assert.Empty(House.Database.Read(db => RatingsTable.Of(db, OpenData.Monitored, House.Database.Size)));
        Assert.Empty(House.Database.Read(db => DaysTable.Counting(db, OpenData.Monitored)));
        Assert.Empty(House.Database.Read(db => DaysTable.Seen(db, SitesTable.Ids(db), DateOnly.MinValue, DateOnly.MaxValue, long.MaxValue - 1)));
        Assert.Equal(SiteKind.Monitored, House.Get<Registers>().Current.Sites[OpenData.Monitored].Kind);
    }

    /// <summary>A visit like this at a site that has no other visit.</summary>
    private static (SiteId Site, DateOnly Day) OnlyVisit(Func<Func<string, string>, bool> like)
    {
        if (!File.Exists(OpenData.File))
            Assert.Skip("../shared/data/asm/ipis_cod_mines_visits_2009-2023.csv.gz is missing");
        using var csv = new CsvRows(File.OpenRead(OpenData.File));
        var rows = csv.Rows().ToImmutableArray();
        var one = rows.GroupBy(row => csv.Value(row, "pcode")).Where(site => site.Count() == 1).Select(site => site.Single()).First(row => like(column => csv.Value(row, column)));
        return (Ipis.SiteOf(csv.Value(one, "pcode")), DateOnly.ParseExact(csv.Value(one, "visit_date"), "yyyy-MM-dd", CultureInfo.InvariantCulture));
    }
}
