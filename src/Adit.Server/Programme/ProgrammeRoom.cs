using System.Buffers;
using System.Data.Common;
using System.Globalization;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Programme;

/// <summary>The first page of the office: the monitored sites that the reader may see, most urgent first, a page at a time.</summary>
internal static class ProgrammeRoom
{
    private const int PageSize = 100;

    public static void MapProgramme(this IEndpointRouteBuilder routes) => routes.MapGet("/", (HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, SitesToday sites) =>
    {
        var frame = Frames.Of(http);
        return Pages.Answer<ProgrammePage>(frame, database.Read(db => Of(db, sites, frame, person, registers.Current, catalogues.Current!, FrameReading.Table(http.Request, "attention"))));
    }).Needs(Right.SeeSites, Tier.T2);

    private static ProgrammeView Of(DbConnection db, SitesToday today, Frame frame, CurrentPerson person, Register register, InForce inForce, TableView asked)
    {
        var table = today.All(db, register, inForce);
        var rented = (Shown: ArrayPool<int>.Shared.Rent(table.Sites.Length), Keys: ArrayPool<UInt128>.Shared.Rent(table.Sites.Length));
        try
        {
            return Of(table, rented.Shown, rented.Keys, frame, person, register, inForce, asked);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented.Shown);
            ArrayPool<UInt128>.Shared.Return(rented.Keys);
        }
    }

    private static ProgrammeView Of(SiteTable table, int[] rented, UInt128[] keys, Frame frame, CurrentPerson person, Register register, InForce inForce, TableView asked)
    {
        var (words, reader, mineral, province) = (frame.Words, person.Sees, Chosen(asked, "mineral"), Chosen(asked, "province"));
        var (figures, sees, shows) = (new ProgrammeFigures(reader, frame.Now), 0, 0);
        for (var at = 0; at < table.Sites.Length; at++)
        {
            if (!person.SeesAllMonitored && !person.SeesSite(table.Sites[at]))
                continue;
            sees++;
            // Who has not joined, and who has left, counts nowhere.
            if (table.Sites[at].Stage is not (Stage.Candidate or Stage.Evaluation or Stage.Exited))
                figures.Add(table.Rows[at], table.Today, at);
            if ((mineral is null || table.Sites[at].Minerals.Contains(mineral)) && (province is null || table.Sites[at].Province == province))
                rented[shows++] = at;
        }
        var shown = rented.AsSpan(0, shows);
        Sort(table, shown, keys.AsSpan(0, shows), asked, reader);
        var start = int.TryParse(Chosen(asked, "after"), CultureInfo.InvariantCulture, out var after) && after > 0 && after < shows ? after : 0;
        var page = new List<SiteLineView>(PageSize);
        foreach (var at in shown[start..Math.Min(shows, start + PageSize)])
            page.Add(new SiteLine(table.Sites[at], table.Today[at], inForce, reader, words).View());
        // Who sees some sites alone is offered nothing of the others.
        var among = sees == table.Sites.Length ? table.Among : SitesAmong.Of([.. table.Sites.Where(person.SeesSite)]);
        return new(
            TimeZoneInfo.ConvertTime(frame.Now, TimeZoneInfo.FindSystemTimeZoneById(among.Zone)), Words.PlaceOf(among.Zone), figures.View(words), ProgrammeMap.Of(table, shown, reader, words), asked,
            Filters(among, asked, words), page,
            shows <= PageSize ? null : new(
                start == 0 ? null : asked.From(Math.Max(0, start - PageSize)), start + PageSize >= shows ? null : asked.From(start + PageSize), words.Say("sites.count", ("n", shows)), ByTime: false),
            person.May(Right.KeepSites), sees > 0 ? 0 : register.Sites.Values.Count(s => s.Kind == SiteKind.Reference && person.SeesSite(s)));
    }

    // By one number each: what is asked for in front, the place in the order of names behind it.
    private static void Sort(SiteTable table, Span<int> shown, Span<UInt128> keys, TableView asked, Tier reader)
    {
        for (var n = 0; n < shown.Length; n++)
        {
            ref readonly var row = ref table.Rows[shown[n]];
            UInt128 key = asked.Sort switch
            {
                "name" => 0,
                "clock" => (ulong)row.NextDue,
                "coverage" => row.Planned == 0 ? 0 : (1_000_000UL * (ulong)Math.Min(row.Done, row.Planned) / (ulong)row.Planned) + 1,
                "records" => reader >= Tier.T2 ? ulong.MaxValue - (ulong)row.Records : 0,
                _ => ((UInt128)(uint)((row.Rank(reader) << 8) | (255 - (int)row.Attention(reader))) << 64) | (ulong)row.NextDue,
            };
            keys[n] = (key << 32) | (uint)shown[n];
        }
        keys.Sort(shown);
        if (asked.Descending)
            shown.Reverse();
    }

    private static List<FilterView> Filters(SitesAmong among, TableView asked, Words words) =>
    [
        new("mineral", words["filter.mineral"], Chosen(asked, "mineral"), [.. among.Minerals.Select(m => new OptionView(m, words.Has("mineral." + m) ? words["mineral." + m] : m))]),
        new("province", words["filter.province"], Chosen(asked, "province"), [.. among.Provinces.Select(p => new OptionView(p, p))]),
    ];

    private static string? Chosen(TableView table, string name) => table.Query.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
