using System.ComponentModel;
using System.Data.Common;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Stages;

/// <summary>Stages and paths of sites, for programs.</summary>
internal static class StagesApi
{
    /// <summary>The sites that have not joined.</summary>
    internal sealed record ToComeAnswer(IReadOnlyList<ToComeListed> Sites);

    /// <summary>A site that has not joined.</summary>
    internal sealed record ToComeListed(
        string Code, string Name, string Stage, DateTimeOffset Since, string? ProposedBy, [property: Description("What waits for a second person, in words.")] string? Waiting, IReadOnlyList<string> Missing,
        [property: Description("What is next: evaluate, check, baseline, propose or decide.")] string Next, long Last);

    /// <summary>How far a site takes part, with its checklists.</summary>
    internal sealed record StageAnswer(
        string Site, string Stage, DateTimeOffset Since, bool TakenOver, DateOnly? MonitoredFrom, [property: Description("What is next: evaluate, check, baseline, propose, decide, resume or none.")] string Next, IReadOnlyList<ListAnswer> Lists,
        StageProposalView? Proposal, IReadOnlyList<StageHappenedView> History, [property: Description("The ledger index of the last thing that happened to it: to be named as seen when acting on it.")] long Last);

    /// <summary>A checklist.</summary>
    internal sealed record ListAnswer(string Stage, int Closed, IReadOnlyList<ItemAnswer> Items);

    /// <summary>An item: open, Done, NotApplicable or NotDone; what must be recorded before it can be done, in words.</summary>
    internal sealed record ItemAnswer(string Id, string Name, string State, string Note, IReadOnlyList<string> Lacks);

    /// <summary>Where a site stands on its path.</summary>
    /// <param name="Baseline">With what it is compared, in words.</param>
    internal sealed record PathAnswer(string Site, string Baseline, IReadOnlyList<DimensionAnswer> Dimensions, IReadOnlyList<NextAnswer> Next, IReadOnlyList<LadderAnswer> Ladders);

    /// <summary>How something stands: Open, NothingOpen, NotObserved, Hidden, Unrated, DoesNotApply or NothingRecords.</summary>
    internal sealed record StandsAnswer(string State, [property: Description("S1 (worst) to S4; null where nothing is open.")] string? Level, bool ReportedOnly)
    {
        public static StandsAnswer Of(Standing standing) => new(standing.Shown.ToString(), standing.Shown == Shown.Open ? $"S{standing.Severity}" : null, standing.Hollow);
    }

    /// <summary>A dimension: how it stands and stood, with what must be said beside it.</summary>
    internal sealed record DimensionAnswer(string Id, string Name, StandsAnswer Now, StandsAnswer? Then, IReadOnlyList<string> Says, [property: Description("How its indicators moved since, in words.")] IReadOnlyList<string> Moved);

    /// <summary>A next step; cost is a band, never a sum.</summary>
    internal sealed record NextAnswer(string Indicator, string Name, StandsAnswer Now, string Do, string? Cost, IReadOnlyList<string> Helpers, IReadOnlyList<string> CountsFor);

    /// <summary>A ladder, its lowest rung first.</summary>
    internal sealed record LadderAnswer(string Id, string Name, int Climbed, [property: Description("Whether it is a proposal of this project, after no standard.")] bool Own, IReadOnlyList<RungAnswer> Rungs);

    /// <summary>A rung; unread says that nobody has checked it against the text of the standard, or only in part.</summary>
    internal sealed record RungAnswer(string Name, StandsAnswer Now, bool Met, string? Ref, string? Unread);

    public static void MapStagesApi(this IEndpointRouteBuilder api)
    {
        var sites = api.MapGroup("/sites").WithTags("Sites");
        sites.MapGet("/" + StagesRoom.ToCome, (HttpContext http, Database database) => Results.Json(database.Read(db => new ToComeAnswer(
            [.. StagesRoom.Filling(db, http).ToCome().Sites.Select(s => new ToComeListed(s.Id, s.Name, s.Stage.ToString(), s.Since, s.ProposedBy, s.Waiting, s.Missing, s.Step.Move, s.Step.Seen))]))))
            .Needs(Right.SeeRecords, Tier.T2).WithName("sitesToCome").WithSummary("The sites that have not joined yet: what waits for a second person first.").Produces<ToComeAnswer>();
        sites.MapGet("/{code}/stage", (string code, HttpContext http, Database database) => StagesRoom.Find(http, code) is { } site && database.Read(db => StagesTable.Find(db, site.Id) is { } part ? Of(db, http, site, part) : null) is { } answer
            ? Results.Json(answer) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found"))
            .Needs(Right.SeeRecords, Tier.T2).WithName("stage").WithSummary("How far a site takes part, with its checklists and history.").Produces<StageAnswer>().Refuses(404);
        sites.MapPost("/{code}/stage/acts", async (string code, StageActAsked asked, HttpContext http, CurrentPerson person, Database database, StageActs acts, AssessJob assess) =>
        {
            if (StagesRoom.Find(http, code) is not { } site)
                return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
            if (!StagesRoom.May(person, asked.Act))
                return Problems.Of(http, StatusCodes.Status403Forbidden, "forbidden");
            await assess.Fresh(http.RequestAborted);
            var after = await acts.Do(person, site.Id, asked);
            return Results.Json(database.Read(db => Of(db, http, site, after)));
        }).Needs(Right.SeeRecords, Tier.T2).WithName("actOnStage").WithSummary("Does one act: move, check, propose or decide.").Produces<StageAnswer>().Refuses(404, 422);
        sites.MapGet("/{code}/path", (string code, HttpContext http, CurrentPerson person, Database database, Catalogues catalogues, Handbook handbook) => StagesRoom.Find(http, code) is not { } site || catalogues.Current is not { } inForce
            ? Problems.Of(http, StatusCodes.Status404NotFound, "not-found") : Results.Json(database.Read(db => Of(new PathFilling(db, Frames.Of(http), person, inForce, handbook).Of(site, StagesTable.Find(db, site.Id))))))
            .Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Sites).WithName("path").WithSummary("Where a site stands on its path, its next steps and its ladders, as far as the reader sees.").Produces<PathAnswer>().Refuses(404);
    }

    private static PathAnswer Of(PathView view) => new(
        view.Id, view.Baseline, [.. view.Dimensions.Select(d => new DimensionAnswer(d.Id, d.Name, StandsAnswer.Of(d.Now), d.Then is { } then ? StandsAnswer.Of(then) : null, d.Says, d.Moved))],
        [.. view.Next.Select(n => new NextAnswer(n.Indicator, n.Name, StandsAnswer.Of(n.Standing), n.Do, n.Cost, n.Helpers, n.CountsFor))],
        [.. view.Ladders.Select(l => new LadderAnswer(l.Id, l.Name, l.Climbed, l.Own, [.. l.Rungs.Select(r => new RungAnswer(r.Name, StandsAnswer.Of(r.Standing), r.Met, r.Clause?.Ref, r.Unread))]))]);

    private static StageAnswer Of(DbConnection db, HttpContext http, Sites.Site site, Participation part)
    {
        var view = StagesRoom.Filling(db, http).Of(site, part);
        return new(
            site.Code, part.Stage.ToString(), view.Since, part.TakenOver, part.MonitoredFrom, view.Step.Move, [.. view.Lists.Select(l => new ListAnswer(l.Key, l.Closed, [.. l.Items.Select(i => new ItemAnswer(i.Id, i.Name, i.State, i.Note, i.Lacks))]))],
            view.Proposal, view.History, part.Last);
    }
}
