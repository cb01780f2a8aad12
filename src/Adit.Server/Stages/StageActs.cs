using System.Collections.Immutable;
using System.Data.Common;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Stages;

/// <summary>What somebody does about a site's stage: which act, on what they had seen of it, and what the act needs.</summary>
/// <param name="Act">move, check, propose or decide.</param>
/// <param name="Seen">The site's <c>last</c> as it was seen.</param>
/// <param name="Stage">move: to which stage. check: whose checklist: Evaluation, Baseline or Exited.</param>
/// <param name="Item">check: id of the item.</param>
/// <param name="State">check: Done, NotApplicable or NotDone.</param>
/// <param name="Day">check: the day at the site; today where none is named.</param>
/// <param name="Verdict">propose: Go, NoGo or Exit.</param>
/// <param name="Agrees">decide: whether the other one agrees.</param>
/// <param name="Note">What is said about it.</param>
internal sealed record StageActAsked(string? Act, long? Seen)
{
    public string? Stage { get; init; }
    public string? Item { get; init; }
    public string? State { get; init; }
    public DateOnly? Day { get; init; }
    public string? Verdict { get; init; }
    public bool? Agrees { get; init; }
    public string? Note { get; init; }
}

/// <summary>Does what people do about stages: reads what must be known, asks the rule, records its answer, all as the writer, so that of two who decide at once one is first and the other is told.</summary>
internal sealed class StageActs(Database database, Registers registers, Catalogues catalogues, Handbook handbook)
{
    /// <summary>Does one act; how the site then takes part.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<Participation> Do(CurrentPerson person, SiteId id, StageActAsked asked, ImmutableArray<KeptFile> files = default) => database.Write(writing =>
    {
        var (db, site) = (writing.Db.Db, registers.Current.Sites[id]);
        var part = StagesTable.Find(db, id) ?? throw Refused.Of("refuse.stage-reference");
        var by = new Actor(person.Actor, person.Role, asked.Seen ?? -1, database.Now, SiteRisk.Today(site, database.Now.ToDateTimeOffset()), Sheet.ZoneOf(site));
        var decision = asked.Act switch
        {
            "move" => Staging.Move(handbook, part, by, Read<Stage>(asked.Stage, "refuse.stage-move"), asked.Note),
            "check" => Staging.Check(
                handbook, part, by, Read<Stage>(asked.Stage, "refuse.stage-item"), asked.Item ?? "", Read<ItemState>(asked.State, "refuse.stage-state"), asked.Day ?? by.Today, asked.Note, files.IsDefault ? [] : files,
                Recorded(db, site, catalogues.Current, handbook.Item(asked.Item ?? "")?.Needs ?? [], database.Now.ToDateTimeOffset())),
            "propose" => Staging.Propose(handbook, part, by, Guid.CreateVersion7(by.Now.ToDateTimeOffset()), Read<StageVerdict>(asked.Verdict, "refuse.stage-verdict"), asked.Note),
            "decide" => Staging.Decide(handbook, part, by, asked.Agrees ?? throw Refused.Of("refuse.determination-agrees"), asked.Note),
            _ => throw Refused.Of("refuse.stage-act", ("act", asked.Act ?? "")),
        };
        if (decision.Refused)
            throw Because(writing, part, decision);
        foreach (var fact in decision.Facts)
            writing.Record(person.Actor, fact);
        return StagesTable.Find(db, id)!;
    });

    /// <summary>Which of some needs of the handbook are met at a site by what is recorded: its place, a record of a form, a look at an indicator that is not stale. What does not apply there asks for no look.</summary>
    public static IReadOnlySet<string> Recorded(DbConnection db, Site site, InForce? inForce, IReadOnlyCollection<string> needs, DateTimeOffset now)
    {
        var met = new HashSet<string>();
        if (site.Place is not null)
            met.Add(Handbook.Place);
        foreach (var need in needs.Where(n => n.StartsWith(Handbook.OfForm, StringComparison.Ordinal)))
            if (DaysTable.CountedAt(db, site.Id, [need[Handbook.OfForm.Length..]], DateOnly.MinValue, DateOnly.MaxValue, long.MaxValue - 1, 1).Count > 0)
                met.Add(need);
        if (inForce is not null && needs.Any(n => n.StartsWith(Handbook.Looked, StringComparison.Ordinal)))
            foreach (var one in SiteRisk.Of(db, inForce, site, SiteRisk.Today(site, now), SiteRisk.Newest(db)).Indicators)
                if (one.Rating.State is RatingState.Open or RatingState.Clear or RatingState.Unrated or RatingState.DoesNotApply)
                    met.Add(Handbook.Looked + one.Indicator.Id);
        return met;
    }

    // Who came second is told who was first; items and what is missing are said by their names.
    private Refused Because(Writing writing, Participation part, Decision decision)
    {
        using var ledger = new LedgerReading(database, writing.Keys.Connection);
        var last = decision.Refusals.Any(r => r.Code == "stage-changed") ? ledger.Fact(writing.Db.Db, part.Last, Protection.Tier.T2) : null;
        return new(w => w["refuse.stage"], [.. decision.Refusals.Select(r => (Func<Words, string>)(w => w.Say(
            "refuse." + r.Code, ("n", Acting.Longest), ("who", last is null ? "" : PeopleWords.Name(registers.Current, last.Actor, w)), ("did", last is null ? "" : w["stage.did." + Facts.KindOf(last.Fact).Name]),
            ("items", Value(r, "items") is { } items ? string.Join(", ", items.Split(' ').Select(i => handbook.Item(i)?.Name.In(w.Language) ?? i)) : ""), ("what", Value(r, "what") is { } need ? StageWords.Need(need, registers.Current, catalogues.Current, w) : ""))))]);
    }

    private static string? Value(Refusal refusal, string name) => refusal.With.IsDefault ? null : refusal.With.Where(v => v.Name == name).Select(v => v.Value).FirstOrDefault();

    private static T Read<T>(string? text, string refusal)
        where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text![0]) ? value : throw Refused.Of(refusal);
}
