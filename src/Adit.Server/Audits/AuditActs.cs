using System.Collections.Immutable;
using System.ComponentModel;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Plans;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Audits;

/// <summary>An audit as somebody writes it.</summary>
internal sealed record AuditAsked(
    [property: Description("Code of an organisation: all of its users who are auditors.")] string? Organisation, [property: Description("Names of users who are auditors, besides.")] IReadOnlyList<string>? Auditors, string? Purpose,
    [property: Description("The first day that is looked at.")] DateOnly? From, [property: Description("The last day that is looked at.")] DateOnly? Until, [property: Description("Codes of sites.")] IReadOnlyList<string>? Sites,
    [property: Description("The first day of access.")] DateOnly? First, [property: Description("The last day of access.")] DateOnly? Last, [property: Description("Whether auditors read what sampled records say (T2, never T3).")] bool Contents = false);

/// <summary>An act in an audit as somebody asks for it.</summary>
internal sealed record AuditActAsked(
    [property: Description("draw, redraw (a sample that waits for a published head), save, raise, answer, close or share.")] string? Act, [property: Description("records, incidents or actions: of draw.")] string? Kind = null, [property: Description("How many items: of draw.")] int? Size = null,
    [property: Description("Of draw; empty for the root of the next published head.")] string? Seed = null, [property: Description("Number of the sample: of redraw and save.")] int? Sample = null, [property: Description("Of save.")] string? Item = null,
    [property: Description("proof, content, circumstances, rule, followed: of save.")] IReadOnlyList<string>? Checked = null, [property: Description("confirmed, not-confirmed or exception: of save.")] string? Conclusion = null, string? Text = null,
    [property: Description("Number of the finding: of answer and close.")] int? Finding = null, [property: Description("observation, minor or major: of raise.")] string? Weight = null, [property: Description("Items that the finding rests on.")] IReadOnlyList<string>? Items = null,
    [property: Description("By when an answer is asked for: of raise.")] DateOnly? Due = null);

/// <summary>Does what people do in audits: reads what must be known, asks the rule, records its answer, all as the writer.</summary>
internal sealed class AuditActs(Database database, Registers registers, Catalogues catalogues, LedgerReading ledger)
{
    /// <summary>Whether somebody may do an act: auditors examine, the lead draws too, and the programme answers.</summary>
    public static bool May(CurrentPerson person, string? act) => act switch
    {
        "draw" or "redraw" => person.May(Right.Audit) || person.May(Right.KeepAudits),
        "answer" => person.Role.OfTheProgramme(),
        _ => person.May(Right.Audit),
    };

    /// <summary>An audit that somebody may see, by its number; null where there is none. Auditors see their own while it runs.</summary>
    public static Audit? Find(Database database, Register register, CurrentPerson person, string number) => database.Read(db => AuditsTable.Find(db, number)) is { } found && Sees(register, person, found.Set, database.Now) ? found : null;

    /// <summary>Whether somebody may see an audit.</summary>
    public static bool Sees(Register register, CurrentPerson person, AuditSet audit, Instant now) =>
        person.Role.OfTheProgramme() ? audit.Sites.Any(s => person.SeesSite(register, s)) : person.User is { } user && Reach.Audits(register, user, now).Any(a => a.Audit == audit.Audit);

    /// <summary>Opens an audit, or says anew what it is; its number.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<string> Set(CurrentPerson person, string? number, AuditAsked asked) => database.Write(writing =>
    {
        var (db, register, now) = (writing.Db.Db, registers.Current, database.Clock.GetUtcNow());
        var before = number is null ? null : (AuditsTable.Find(db, number) ?? throw Refused.Of("refuse.audit-none")).Set;
        var sites = PeopleApi.Sites(register, [.. (asked.Sites ?? []).Select(s => s.Trim()).Where(s => s.Length > 0).Distinct()]);
        if (sites.Any(s => register.Sites[s].Kind != SiteKind.Monitored))
            throw Refused.Of("refuse.agreement-reference");
        var set = new AuditSet(
            before?.Audit ?? new(Guid.CreateVersion7(now)), before?.Number ?? database.Numbers.OfAudit(db, now.UtcDateTime.Year), string.IsNullOrWhiteSpace(asked.Organisation) ? null : (register.Agreed.Find(asked.Organisation.Trim()) ?? throw Refused.Of("refuse.audit-organisation")).Organisation,
            [.. (asked.Auditors ?? []).Select(a => a.Trim()).Where(a => a.Length > 0).Distinct().Select(a => Auditor(register, a))], Text(asked.Purpose), Day(asked.From), Day(asked.Until), sites, Day(asked.First), Day(asked.Last), asked.Contents);
        Record(writing, person.Actor, Examining.Set(set, before));
        return set.Number;
    });

    /// <summary>Does an act; the number of the sample or finding that it is about, 0 for none.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public async Task<int> Do(CurrentPerson person, Audit audit, AuditActAsked asked)
    {
        // Read before the writer's turn: what is drawn from is fixed by how many entries it is of.
        var (kind, waits) = (asked.Act == "draw" ? PlanActs.Read<SampleKind>(asked.Kind, "refuse.audit-kind") : default, asked.Act == "redraw" ? audit.SampleOf(asked.Sample ?? 0) : null);
        var drawn = asked.Act == "draw" ? Population(kind, audit.Set.From, audit.Set.Until, audit.Set.Sites, null) : waits is { } w ? Population(w.Kind, w.Of.From, w.Of.Until, w.Of.Sites, w.Of.Entries) : default;
        return await database.Write(writing =>
        {
            var (db, now) = (writing.Db.Db, AuditsTable.Find(writing.Db.Db, audit.Set.Audit)!);
            var (text, seed, wanted, finding) = (Text(asked.Text), asked.Seed?.Trim() ?? "", asked.Size ?? 0, asked.Finding ?? 0);
            var decision = asked.Act switch
            {
                "draw" => seed.Length == 0 ? Examining.Ask(now, kind, wanted, drawn.Of) : Examining.Draw(now, kind, wanted, seed, drawn.Of, drawn.Items),
                "redraw" => waits is null ? Decision.Refuse(new Refusal("audit-sample-none")) : Examining.Draw(now, now.SampleOf(waits.Number), Head(db, waits.Entry), drawn.Of, drawn.Items),
                "save" => Examining.Save(now, new(
                    now.Set.Audit, asked.Sample ?? 0, asked.Item ?? "", [.. (asked.Checked ?? []).Select(c => PlanActs.Read<PaperCheck>(c, "refuse.audit-check")).Distinct().Order()], PlanActs.Read<Conclusion>(asked.Conclusion?.Replace("-", "", StringComparison.Ordinal), "refuse.audit-conclusion"), text)),
                "raise" => Examining.Raise(now, PlanActs.Read<Weight>(asked.Weight, "refuse.audit-weight"), text, [.. (asked.Items ?? []).Select(i => i.Trim()).Where(i => i.Length > 0).Distinct()], Day(asked.Due), SiteRisk.Today(registers.Current.Sites[now.Set.Sites[0]], database.Clock.GetUtcNow())),
                "answer" => Examining.Answer(now, finding, text),
                "close" => Examining.Close(now, finding, text),
                "share" => Examining.Share(now),
                _ => throw Refused.Of("refuse.plan-act", ("act", asked.Act)),
            };
            Record(writing, person.Actor, decision);
            return decision.Facts is [var fact] ? fact switch { AuditSampleAsked f => f.Sample, AuditSampleDrawn f => f.Sample, AuditFindingRaised f => f.Finding, _ => finding } : finding;
        });
    }

    private (AuditPopulation Of, IReadOnlyDictionary<string, long> Items) Population(SampleKind kind, DateOnly from, DateOnly until, ImmutableArray<SiteId> sites, long? entries) => database.Read(db =>
        new AuditItems(db, ledger, registers.Current, (catalogues.Current ?? throw Refused.Of("refuse.no-catalogue")).Catalogue).Population(kind, from, until, sites, entries ?? RatingsTable.Next(db), database.CurrentTree()));

    private static (long Size, string Root)? Head(System.Data.Common.DbConnection db, long entry) => CheckpointsTable.After(db, entry) is { } head ? (head.Size, head.Note.Split('\n')[2]) : null;

    private static ActorId Auditor(Register register, string name) => PeopleApi.UserCalled(register, name) is { Role: Role.Auditor } user ? user.Id : throw Refused.Of("refuse.audit-auditor", ("name", name));

    private static DateOnly Day(DateOnly? day) => day ?? throw Refused.Of("refuse.audit-day");

    private static string Text(string? text) => text?.ReplaceLineEndings("\n").Trim() ?? "";

    private static void Record(Writing writing, ActorId by, Decision decision) => TakingActs.Record(writing, by, decision, "refuse.audit");
}
