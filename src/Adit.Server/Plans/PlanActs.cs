using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Plans;

/// <summary>A line as somebody writes it.</summary>
/// <param name="Action">The number of the action that it changes; null for a new one.</param>
/// <param name="Text">What is to be done, in the language of whoever writes; the measure's words where it is empty.</param>
/// <param name="Owner">Name of a party, or Programme.</param>
internal sealed record LineAsked(string? Action, string? Indicator, string? Measure, string? Text, string? Owner, string? OwnerIs, DateOnly? Due, string? Cost, string? Partner, bool? Quiet);

/// <summary>How many of a party came to a meeting.</summary>
internal sealed record CameAsked(string Party, int Women, int Men);

/// <summary>What was said of a line at a meeting.</summary>
internal sealed record VoiceAsked(string Action, bool Agreed, string? Party, string? Text);

/// <summary>What somebody does about a plan.</summary>
/// <param name="Act">line, take-out, issue or meeting.</param>
/// <param name="Seen">The plan's <c>last</c> as it was seen.</param>
internal sealed record PlanActAsked(string? Act, long? Seen)
{
    public LineAsked? Line { get; init; }
    public string? Action { get; init; }
    public string? Note { get; init; }
    public DateOnly? Day { get; init; }
    public string? Place { get; init; }
    public IReadOnlyList<CameAsked>? Came { get; init; }
    public IReadOnlyList<VoiceAsked>? Lines { get; init; }
}

/// <summary>What somebody does about an action.</summary>
/// <param name="Act">answer, report, check, extend, decide, pay, drop, accept or decline.</param>
/// <param name="Seen">The action's <c>last</c> as it was seen.</param>
internal sealed record ActionActAsked(string? Act, long? Seen)
{
    public string? Party { get; init; }
    public bool? Accepted { get; init; }
    public bool? Done { get; init; }
    public string? Result { get; init; }
    public DateOnly? Day { get; init; }
    public DateOnly? Until { get; init; }
    public bool? Granted { get; init; }
    public string? Payer { get; init; }

    /// <summary>Code of the organisation whose offer is decided on.</summary>
    public string? Organisation { get; init; }
    public string? Note { get; init; }
}

/// <summary>A measure as somebody writes it.</summary>
internal sealed record MeasureAsked(string? En, string? Fr, string? CheckEn, string? CheckFr, IReadOnlyList<string>? Indicators, string? Owner, string? Cost, bool? Quiet, int? EffectAfter, bool? Retired);

/// <summary>Does what people do about plans and actions: reads what must be known, asks the rule, records its answer, all as the writer, so that of two who decide at once one is first and the other is told.</summary>
internal sealed class PlanActs(Database database, Registers registers, Catalogues catalogues)
{
    /// <summary>Composes the plan of a site for a month that has none yet.</summary>
    /// <exception cref="Refused">There is one already, or nothing to plan.</exception>
    public Task<Plan> Compose(CurrentPerson person, Site site, DateOnly? month) => database.Write(writing =>
    {
        var inForce = InForce;
        var now = database.Now;
        var today = SiteRisk.Today(site, now.ToDateTimeOffset());
        var (asked, soonest) = (Composing.MonthOf(month ?? today), Composing.MonthOf(today));
        if (asked < soonest || asked > soonest.AddMonths(1))
            throw Refused.Of("refuse.plan-month");
        if (!PlansJob.IsPlanned(site))
            throw Refused.Of("refuse.plan-site");
        if (PlansTable.Find(writing.Db.Db, site.Id, asked) is not null)
            throw Refused.Of("refuse.plan-there");
        var composing = new Composing(writing.Db.Db, inForce, Composing.Library(writing.Db.Db, inForce), now);
        var drafted = composing.Draft(site, asked, database.Numbers) ?? throw Refused.Of("refuse.plan-nothing");
        writing.Record(person.Actor, drafted);
        return PlansTable.Find(writing.Db.Db, drafted.Plan)!;
    });

    /// <summary>Does one act about a plan; the plan as it then stands.</summary>
    /// <param name="files">The signed sheet of a meeting.</param>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<Plan> Do(CurrentPerson person, PlanId id, PlanActAsked asked, string language, ImmutableArray<KeptFile> files = default) => database.Write(writing =>
    {
        var (db, inForce) = (writing.Db.Db, InForce);
        var plan = PlansTable.Find(db, id)!;
        var by = By(person, plan.Site, asked.Seen);
        var library = Composing.Library(db, inForce);
        var decision = asked.Act switch
        {
            "line" => SetLine(db, inForce, library, plan, by, asked.Line ?? throw Refused.Of("refuse.plan-text"), language),
            "take-out" => Planning.TakeLine(plan, by, Line(db, plan, asked.Action), asked.Note),
            "issue" => Issue(db, inForce, plan, by, asked.Note),
            "meeting" => Planning.Meet(plan, by, new(
                plan.Id, asked.Day ?? by.Today, asked.Place?.Trim() ?? "", [.. (asked.Came ?? []).Where(c => c.Women != 0 || c.Men != 0).Select(c => new Attended(PartyOf(c.Party), c.Women, c.Men))],
                [.. (asked.Lines ?? []).Select(l => new LineVoice(Line(db, plan, l.Action).Id, l.Agreed, l.Party is { Length: > 0 } party ? PartyOf(party) : null, l.Text?.Trim() ?? ""))], files.IsDefault ? [] : files, asked.Note?.Trim() ?? "")),
            _ => throw Refused.Of("refuse.plan-act", ("act", asked.Act ?? "")),
        };
        Record(writing, person.Actor, plan.Last, decision);
        return PlansTable.Find(db, id)!;
    });

    /// <summary>Does one act about an action; the action as it then stands.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<CorrectiveAction> Do(CurrentPerson person, ActionId id, ActionActAsked asked, ImmutableArray<KeptFile> files = default) => database.Write(writing =>
    {
        var db = writing.Db.Db;
        var action = PlansTable.Find(db, id)!;
        var by = By(person, action.Site, asked.Seen);
        var decision = asked.Act switch
        {
            "answer" => Planning.Answer(action, PartyOf(asked.Party), asked.Accepted ?? throw Refused.Of("refuse.action-accepted"), asked.Note, null),
            "report" => Planning.Report(action, asked.Party is { Length: > 0 } party ? PartyOf(party) : null, asked.Done ?? false, asked.Note, files.IsDefault ? [] : files, null),
            "check" => Planning.Check(action, by, Read<CheckResult>(asked.Result, "refuse.action-result"), asked.Day ?? by.Today, PlansJob.SourcesOf(db, action), asked.Note),
            "extend" => Planning.AskExtension(action, by, asked.Until, asked.Note),
            "decide" => Planning.DecideExtension(action, by, asked.Granted ?? throw Refused.Of("refuse.action-granted"), asked.Note),
            "pay" => Planning.Pay(action, by, asked.Payer, asked.Day),
            "drop" => Planning.Drop(action, by, asked.Note),
            "accept" or "decline" => TakingOn.Decide(action, by, registers.Current.Agreed.Find(asked.Organisation ?? "")?.Organisation ?? throw Refused.Of("refuse.offer-none"), asked.Act == "accept", asked.Note),
            _ => throw Refused.Of("refuse.plan-act", ("act", asked.Act ?? "")),
        };
        Record(writing, person.Actor, action.Last, decision);
        return PlansTable.Find(db, id)!;
    });

    /// <summary>What a party says by its link, or signed in. Of each action it may say as much as it likes; nothing of it closes one.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<bool> Say(Speaker by, string number, bool? accepted, bool done, string? text, ImmutableArray<KeptFile> files) => database.Write(writing =>
    {
        if (PlansTable.Find(writing.Db.Db, number) is not { Line.Quiet: false } action || action.Site != by.Site || action.State == ActionState.Draft)
            throw Refused.Of("refuse.plan-line-none");
        Record(writing, by.Actor, action.Last, accepted is { } yes ? Planning.Answer(action, by.Party, yes, text, by.Link) : Planning.Report(action, by.Party, done, text, files, by.Link));
        return true;
    });

    /// <summary>Makes a link for a party at a site; its secret is shown once.</summary>
    public async Task<string> Link(CurrentPerson person, Site site, Party party, int days)
    {
        var (secret, link) = (Access.NewSecret(), Guid.CreateVersion7(database.Clock.GetUtcNow()));
        var until = SiteRisk.Today(site, database.Clock.GetUtcNow()).AddDays(Math.Clamp(days, 1, 400));
        await database.Write(writing =>
        {
            writing.Record(person.Actor, new PlanLinked(link, site.Id, party, until));
            writing.Keys.KeepSecret(new(link, new(link), SharedRoom.Kind, Access.HashOf(secret)));
            return true;
        });
        return secret;
    }

    /// <summary>Lets a link open nothing any more.</summary>
    public Task<bool> Unlink(CurrentPerson person, PlanLink link) => database.Write(writing =>
    {
        if (PlansTable.Link(writing.Db.Db, link.Link) is { Revoked: false })
            writing.Record(person.Actor, new PlanUnlinked(link.Link));
        return true;
    });

    /// <summary>Writes a measure of the programme's own, or its own wording of a shipped one.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<bool> SetMeasure(CurrentPerson person, string id, MeasureAsked asked) => database.Write(writing =>
    {
        var (inForce, wrong) = (InForce, new List<Func<Words, string>>());
        var known = Composing.Library(writing.Db.Db, inForce).Find(id);
        var (en, fr) = (asked.En?.Trim() ?? "", asked.Fr?.Trim() ?? "");
        var indicators = (asked.Indicators ?? []).Select(i => i.Trim()).Where(i => i.Length > 0).Distinct().ToImmutableArray();
        if (id.Length is 0 or > 60 || !id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            wrong.Add(w => w["refuse.measure-id"]);
        if (en.Length == 0 || fr.Length == 0)
            wrong.Add(w => w["refuse.measure-text"]);
        if (((string?[])[en, fr, asked.CheckEn, asked.CheckFr]).Any(t => t?.Length > Planning.Longest))
            wrong.Add(w => w.Say("refuse.plan-too-long", ("n", Planning.Longest)));
        foreach (var unknown in indicators.Where(i => inForce.Catalogue.Indicator(i) is not { Protected: false }))
            wrong.Add(w => w.Say("refuse.plan-indicator", ("indicator", unknown)));
        if (indicators.IsEmpty)
            wrong.Add(w => w["refuse.measure-indicators"]);
        if (asked.EffectAfter is < 0 or > 1_000)
            wrong.Add(w => w["refuse.measure-effect"]);
        if (wrong.Count > 0)
            throw new Refused(w => w["refuse.plan"], wrong);
        writing.Record(person.Actor, new MeasureSet(
            id, [new("en", en), new("fr", fr)], Checks(asked), indicators, OwnerOf(asked.Owner), Read<CostBand>(asked.Cost, "refuse.plan-cost"), asked.Quiet ?? known?.Quiet ?? false, asked.EffectAfter ?? 30, asked.Retired ?? false));
        return true;
    });

    private InForce InForce => catalogues.Current ?? throw Refused.Of("refuse.no-catalogue");

    private Actor By(CurrentPerson person, SiteId site, long? seen)
    {
        var found = registers.Current.Sites[site];
        return new(person.Actor, person.Role, seen ?? -1, database.Now, SiteRisk.Today(found, database.Now.ToDateTimeOffset()), Sheet.ZoneOf(found));
    }

    private Decision SetLine(DbConnection db, InForce inForce, Library library, Plan plan, Actor by, LineAsked asked, string language)
    {
        var before = asked.Action is { Length: > 0 } number ? Line(db, plan, number) : null;
        var measure = library.Find(asked.Measure is { Length: > 0 } named ? named : null);
        var text = asked.Text?.ReplaceLineEndings("\n").Trim() ?? "";
        // Whoever leaves the words as they are keeps them in all languages; where another measure was chosen, the words of that one.
        var kept = before is not null && text == library.Says(before.Line, language) ? before.Line.Measure == measure?.Id ? before.Line.Texts : [] : (ImmutableArray<Worded>?)null;
        var texts = kept ?? (text.Length == 0 || (measure is not null && text == Library.In(measure.Texts, language)) ? [] : Texts(before, language, text));
        var indicator = before?.Line.Indicator ?? asked.Indicator ?? "";
        var line = before?.Line ?? new PlanLine(
            new(Guid.CreateVersion7(by.Now.ToDateTimeOffset())), database.Numbers.OfAction(db, by.Today.Year), indicator, null, LevelOf(db, plan, indicator, by), [], null, [], null, "", default, null, CostBand.None, "", false, 30);
        // What answers a finding answers its incidents: who found it is known from them, and their clock for a plan is met.
        var answers = IncidentsTable.OpenAt(db, plan.Site).Where(i => Acting.IsFor(i, People.Role.Lead) && i.Findings.Any(f => f.Indicator == indicator) && (line.About is null || i.About == line.About)).ToList();
        return Planning.SetLine(inForce.Catalogue, library, plan, by, line with
        {
            Incidents = line.Incidents.IsEmpty ? [.. answers.Select(i => i.Id)] : line.Incidents,
            Measure = asked.Measure is { Length: > 0 } id ? id : null,
            Texts = texts,
            Owner = OwnerOf(asked.Owner),
            OwnerIs = asked.OwnerIs?.Trim() ?? "",
            Due = asked.Due ?? default,
            Cost = Read<CostBand>(asked.Cost, "refuse.plan-cost"),
            Partner = asked.Partner?.Trim() ?? "",
            Quiet = asked.Quiet ?? false,
            EffectAfter = measure?.EffectAfter ?? line.EffectAfter,
        }, before, answers);
    }

    private static ImmutableArray<Worded> Texts(CorrectiveAction? before, string language, string text) =>
        [.. (before?.Line.Texts ?? []).Where(t => t.Language != language), new Worded(language, text)];

    // How its finding stands today; an improvement where nothing stands open.
    private static Severity LevelOf(DbConnection db, Plan plan, string indicator, Actor by) =>
        RatingsTable.On(db, [plan.Site], by.Today, SiteRisk.Newest(db))[plan.Site].Where(r => r.Indicator == indicator && r.Row.Rating.State == RatingState.Open).Select(r => r.Row.Rating.Level).DefaultIfEmpty(Severity.S4).Max();

    private static Decision Issue(DbConnection db, InForce inForce, Plan plan, Actor by, string? note)
    {
        var actions = PlansTable.Of(db, plan);
        return Planning.Issue(inForce.Catalogue, plan, by, actions, [.. actions.SelectMany(a => a.Line.Incidents).Distinct().Select(i => IncidentsTable.Find(db, i)).OfType<Incident>().Where(i => i.IsOpen)], note);
    }

    private void Record(Writing writing, ActorId by, long last, Decision decision)
    {
        if (decision.Refused)
        {
            // Who came second is told who was first.
            using var ledger = new LedgerReading(database, writing.Keys.Connection);
            var first = decision.Refusals.Any(r => r.Code == "plan-changed") ? ledger.Fact(writing.Db.Db, last, Protection.Tier.T2) : null;
            throw new Refused(w => w["refuse.plan"], [.. decision.Refusals.Select(r => (Func<Words, string>)(w => w.Say(
                "refuse." + r.Code, [("n", Planning.Longest), ("who", first is null ? "" : PeopleWords.Name(registers.Current, first.Actor, w)), ("did", first is null ? "" : w["plan.did." + Facts.KindOf(first.Fact).Name]),
                    .. r.With.IsDefault ? [] : r.With.Select(v => (v.Name, (object?)(DateOnly.TryParseExact(v.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? w.Day(day) : v.Value)))])))]);
        }
        foreach (var fact in decision.Facts)
            writing.Record(by, fact);
    }

    private static CorrectiveAction Line(DbConnection db, Plan plan, string? number) =>
        PlansTable.Find(db, number?.Trim() ?? "") is { } action && plan.Lines.Contains(action.Id) ? action : throw Refused.Of("refuse.plan-line-none");

    private static ImmutableArray<Worded> Checks(MeasureAsked asked)
    {
        Worded[] both = [new("en", asked.CheckEn?.Trim() ?? ""), new("fr", asked.CheckFr?.Trim() ?? "")];
        return [.. both.Where(c => c.Text.Length > 0)];
    }

    /// <summary>The party of a name.</summary>
    public static Party PartyOf(string? text) => Read<Party>(text, "refuse.incident-party");

    private static Party? OwnerOf(string? text) => text is null or "" or "Programme" ? null : PartyOf(text);

    /// <summary>The value of a name, in any case.</summary>
    /// <exception cref="Refused">It names none.</exception>
    internal static T Read<T>(string? text, string refusal)
        where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text![0]) ? value : throw Refused.Of(refusal);
}
