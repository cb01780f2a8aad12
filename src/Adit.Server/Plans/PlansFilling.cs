using System.Data.Common;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Plans;

/// <summary>Fills the pages of plans, actions and measures.</summary>
internal sealed class PlansFilling(DbConnection db, LedgerReading ledger, Frame frame, CurrentPerson person, Register register, InForce inForce)
{
    private readonly Words _words = frame.Words;
    private readonly Library _library = Composing.Library(db, inForce);
    private readonly ProgressLooks _looks = new(db, ledger, inForce);

    /// <summary>The plans of a month, at the sites that this reader sees.</summary>
    public PlansView Month(DateOnly? asked)
    {
        var sites = register.MonitoredByName().Where(person.SeesSite).ToList();
        var soonest = Composing.MonthOf(DateOnly.FromDateTime(frame.Now.DateTime));
        var month = Composing.MonthOf(asked ?? soonest);
        var plans = PlansTable.OfMonth(db, month).ToLookup(p => p.Site);
        var rows = sites.SelectMany(s => plans[s.Id].Select(p => Row(s, p))).OrderByDescending(r => r.GoneUp).ThenByDescending(r => r.Overdue).ThenBy(r => r.State == "draft" ? 0 : 1).ToList();
        return new(
            _words.Month(month), PlanWords.MonthValue(month), "/plans?month=" + PlanWords.MonthValue(month.AddMonths(-1)), month > soonest ? null : "/plans?month=" + PlanWords.MonthValue(month.AddMonths(1)),
            [
                new(_words.Number(rows.Count(r => r.State == "draft")), _words["plans.drafts"]), new(_words.Number(rows.Sum(r => r.Actions)), _words["plans.actions"]), new(_words.Number(rows.Sum(r => r.Done)), _words["plans.done"]),
                new(_words.Number(rows.Sum(r => r.ToVerify)), _words["plans.to-verify"]), new(_words.Number(rows.Sum(r => r.Overdue)), _words["plans.overdue"], Alarm: rows.Any(r => r.Overdue > 0)),
            ],
            rows, month < soonest ? [] : [.. sites.Where(s => PlansJob.IsPlanned(s) && !plans[s.Id].Any()).Select(s => new OptionView(s.Code, s.Name))], person.May(Right.HandleIncidents));
    }

    /// <summary>One plan.</summary>
    public PlanView Fill(Plan plan)
    {
        var site = register.Sites[plan.Site];
        var handles = person.May(Right.HandleIncidents);
        return new(
            site.Name, site.Code, PlanWords.Path(site, plan.Month), SiteRisk.Today(site, frame.Now), PlanWords.FileName(site, plan.Month), _words.Month(plan.Month), IncidentWords.KeyOf(plan.State), plan.Issued, plan.IssuedBy is { } by ? Name(by) : null, plan.Note, plan.Last,
            [.. PlansTable.Of(db, plan).OrderByDescending(a => a.Line.Level).ThenBy(a => a.Line.Due).Select(a => Line(a, site, plan))], plan.State == PlanState.Over ? [] : LeftOut(site), [.. plan.Meetings.Reverse().Select(Meeting)],
            handles ? [.. PlansTable.Links(db, plan.Site).Select(l => Link(l, site))] : [],
            [.. PlansTable.OfSite(db, plan.Site).Where(p => p.Id != plan.Id).Select(p => new LinkView($"{_words.Month(p.Month)} ({_words["plan.state." + IncidentWords.KeyOf(p.State)]})", PlanWords.Path(site, p.Month)))],
            [.. inForce.Catalogue.Indicators.Where(i => !i.Protected && i.Subject != FindingSubject.Programme).Select(i => new OptionView(i.Id, $"{i.Id} {i.Name.In(_words.Language)}"))], handles, handles && plan.IsDraft);
    }

    /// <summary>One action.</summary>
    public ActionView Fill(CorrectiveAction action)
    {
        var site = register.Sites[action.Site];
        var plans = action.Plans.Select(p => PlansTable.Find(db, p)).OfType<Plan>().ToList();
        return new(
            Line(action, site, plans[^1]), site.Name, site.Code, SiteRisk.Today(site, frame.Now), [.. plans.Select(p => new LinkView(_words.Month(p.Month), PlanWords.Path(site, p.Month)))],
            action.Lasting is { } lasting ? _words["action.lasting." + IncidentWords.KeyOf(lasting)] : null, action.EffectFrom, new ProgressFilling(db, inForce, _words).Of(action, site, SiteRisk.Today(site, frame.Now)),
            action.Asked is { } asked ? _words.Say("action.asks", ("who", Name(asked.By)), ("day", _words.Day(asked.Until)), ("why", asked.Why)) : null, Basis(action),
            [.. PlansTable.Entries(db, action.Id.Value).Select(e => Happened(e, action, site)).OfType<HappenedView>().Reverse()], May(action),
            [.. action.Offers.Where(o => o.State == OfferState.Waits).Select(o => (Offer: o, By: register.Agreed.Find(o.Organisation))).Where(o => o.By is not null).Select(o => new OptionView(o.By!.Code, o.Offer.Note.Length > 0 ? $"{o.By.Name}: {o.Offer.Note}" : o.By.Name))]);
    }

    /// <summary>The library of measures.</summary>
    public MeasuresView Measures()
    {
        var known = _library.Measures.SelectMany(m => m.Indicators).ToHashSet();
        return new(
            [.. _library.Measures.Select(m => new MeasureView(
                m.Id, Library.In(m.Texts, _words.Language), Library.In(m.Check, _words.Language), Of(m.Texts, "en"), Of(m.Texts, "fr"), Of(m.Check, "en"), Of(m.Check, "fr"), string.Join(", ", m.Indicators), PlanWords.Owner(m.Owner, _words),
                m.Owner?.ToString() ?? "Programme", m.Cost.ToString(), m.Quiet, m.EffectAfter, m.Own, m.Retired))],
            [.. inForce.Catalogue.Indicators.Where(i => i is { Protected: false } && i.Subject != FindingSubject.Programme && i.Severity.Count > 0 && !known.Contains(i.Id)).Select(i => $"{i.Id} {i.Name.In(_words.Language)}")],
            person.May(Right.HandleIncidents), inForce.Catalogue.Measures.Count == 0 ? _words["measures.missing"] : null);

        static string Of(System.Collections.Immutable.ImmutableArray<Worded> texts, string language) => texts.FirstOrDefault(t => t.Language == language)?.Text ?? "";
    }

    /// <summary>What a party sees by its link: the plan that is adopted, without what stays inside the programme.</summary>
    public SharedView Shared(Speaker by, string address)
    {
        var site = register.Sites[by.Site];
        var plan = PlansTable.OfSite(db, by.Site).FirstOrDefault(p => p.State == PlanState.Issued);
        var today = SiteRisk.Today(site, frame.Now);
        return new(
            address, site.Name, site.Code, by.Name ?? PlanWords.Owner(by.Party, _words), plan is null ? null : _words.Month(plan.Month), plan?.Issued, by.Until, today, PlanWords.FileName(site, plan?.Month ?? today),
            plan is null ? [] : [.. PlansTable.Of(db, plan).Where(a => !a.Line.Quiet && a.State is not ActionState.Dropped and not ActionState.Draft).OrderBy(a => a.IsOpen ? 0 : 1).ThenBy(a => a.Line.Due).Select(a => new SharedLineView(
                a.Line.Number, _library.Says(a.Line, _words.Language), About(a.Line), CheckOf(a.Line), PlanWords.Owner(a.Line.Owner, _words) + (a.Line.OwnerIs.Length > 0 ? $" ({a.Line.OwnerIs})" : ""), a.Line.Due, a.Overdue(today),
                IncidentWords.KeyOf(a.State), a.TakenBy is null ? a.Line.Partner : _words["partner.somebody"], a.Answers.LastOrDefault(x => x.Party == by.Party)?.Accepted, a.IsOpen))]);
    }

    /// <summary>A line as it shows.</summary>
    public PlanLineView Line(CorrectiveAction action, Site site, Plan plan)
    {
        var (line, today) = (action.Line, SiteRisk.Today(site, frame.Now));
        var text = _library.Says(line, _words.Language);
        return new(
            line.Number, Standing.Open(line.Level.Number()), $"{line.Indicator} {IncidentWords.NameOf(line.Indicator, inForce.Catalogue, _words)}", About(line), text, CheckOf(line), PlanWords.Owner(line.Owner, _words), line.OwnerIs, line.Due,
            action.State is ActionState.Draft or ActionState.Running or ActionState.SaidDone ? PlanWords.Deadline(line.Due, site) : null,
            line.Clock is { } clock && clock != line.Due ? _words.Say(clock < line.Due ? "plan.clock.passed" : "plan.clock", ("day", _words.Day(clock))) : null, _words["plan.cost." + IncidentWords.KeyOf(line.Cost)], line.Partner, line.Quiet,
            plan.Carried.Contains(action.Id), IncidentWords.KeyOf(action.State), action.Overdue(today), action.Escalated is not null && action.IsOpen, [.. Said(action), .. Looks(action, site)],
            [.. line.Incidents.Select(i => IncidentsTable.Find(db, i)).OfType<Incident>().Where(i => Acting.IsFor(i, person.Role)).Select(i => new LinkView(i.Number, IncidentWords.Path(i)))], action.Last,
            new(line.Number, line.Indicator, line.Measure, text, line.Owner?.ToString() ?? "Programme", line.OwnerIs, line.Due, line.Cost.ToString(), line.Partner, line.Quiet, !_library.MayShow(line.Indicator),
                [.. _library.For(line.Indicator).Select(m => new OptionView(m.Id, Library.In(m.Texts, _words.Language)))]), action.TakenBy is { } taken ? register.Agreed.Find(taken)?.Name : null,
            action.Payment is { } payment ? _words.Say(payment.Paid is null ? "action.pays" : "action.paid", ("who", payment.Payer), ("day", payment.Paid is { } paid ? _words.Day(paid) : "")) : null);
    }

    private PlanRowView Row(Site site, Plan plan)
    {
        var (actions, today) = (PlansTable.Of(db, plan), SiteRisk.Today(site, frame.Now));
        var open = actions.Where(a => a.IsOpen).ToList();
        return new(
            PlanWords.Path(site, plan.Month), site.Name, IncidentWords.KeyOf(plan.State), actions.Where(a => a.State != ActionState.Verified).Select(a => a.Line.Level).DefaultIfEmpty().Max() is var worst and not Severity.None ? Standing.Open(worst.Number()) : Standing.NothingOpen,
            actions.Count, actions.Count(a => a.State == ActionState.Verified), open.Count(a => a.Overdue(today) > 0), open.Count(a => a.Escalated is not null), open.Count(a => a.Disputes.Any()),
            open.Count(a => a.State == ActionState.SaidDone), open.Count(a => a.Asked is not null), open.Count > 0 ? PlanWords.Deadline(open.Min(a => a.Line.Due), site) : null);
    }

    private List<LeftOutView> LeftOut(Site site) =>
        [.. new Composing(db, inForce, _library, Instant.From(frame.Now)).LeftOut(site).Select(l => new LeftOutView(
            l.Finding.Hollow ? Standing.Reported(l.Finding.Level.Number()) : Standing.Open(l.Finding.Level.Number()), $"{l.Finding.Indicator} {IncidentWords.NameOf(l.Finding.Indicator, inForce.Catalogue, _words)}",
            _words["plan.left-out." + IncidentWords.KeyOf(l.Why)]))];

    private MeetingView Meeting(Meeting held) => new(
        held.Day, held.Place, [.. held.Came.Select(c => new FactView(PlanWords.Owner(c.Party, _words), _words.Say("meeting.came", ("women", c.Women), ("men", c.Men))))],
        [.. held.Lines.Where(l => !l.Agreed).Select(l => $"{PlansTable.Find(db, l.Action)?.Line.Number} {(l.Party is { } party ? PlanWords.Owner(party, _words) : "")}: {l.Text}")], held.Note, Name(held.By), Files(held.Entry), held.Record is { } record ? $"/submissions/{record.Submission}" : null);

    private PlanLinkView Link(PlanLink link, Site site) =>
        new(link.Link.ToString(), PlanWords.Owner(link.Party, _words), link.Until, Name(link.MadeBy), !link.Revoked && SiteRisk.Today(site, frame.Now) <= link.Until);

    private IEnumerable<SaidView> Said(CorrectiveAction action)
    {
        static SaidView ToAll(string said) => new(said, said);
        var answers = action.Answers.GroupBy(a => a.Party).Select(g => g.Last()).ToLookup(a => a.Accepted);
        if (answers[true].Any())
            yield return ToAll(_words.Say("action.agrees", ("n", answers[true].Count()), ("who", string.Join(", ", answers[true].Select(a => PlanWords.Owner(a.Party, _words))))));
        foreach (var answer in answers[false])
            yield return ToAll(_words.Say("action.disputes", ("who", PlanWords.Owner(answer.Party, _words)), ("why", answer.Text)));
        if (action.Checks is [.., var check])
        {
            var result = _words["action.result." + IncidentWords.KeyOf(check.Result)];
            yield return new(_words.Say("action.checked", ("what", result), ("who", Name(check.By)), ("day", _words.Day(check.Day))) + (check.SameAgent ? " " + _words["incident.same-agent"] : ""), $"{result}, {_words.Day(check.Day)}");
        }
        if (action.Lasting is { } lasting)
            yield return ToAll(_words["action.lasting." + IncidentWords.KeyOf(lasting)]);
        if (action.Asked is { } asked)
            yield return new(_words.Say("action.asks", ("who", Name(asked.By)), ("day", _words.Day(asked.Until)), ("why", asked.Why)), null);
        if (action.DroppedWhy.Length > 0)
            yield return new(action.DroppedWhy, null);
    }

    // On paper only of what may be known outside the programme.
    private IEnumerable<SaidView> Looks(CorrectiveAction action, Site site) =>
        from id in action.Line.Incidents
        let incident = IncidentsTable.Find(db, id)
        where incident is not null && Acting.IsFor(incident, person.Role) && incident.Deadlines.Any(d => d is { Regime: Deadlines.SixMonth, Met: not null })
        from said in _looks.Say(incident, action.Line.Indicator, site, _words, frame.Now)
        select new SaidView(said, incident.RestsOnProtected ? null : said);

    // What was built on a record is not undone when the record changes: it is said, for a person to decide.
    private string? Basis(CorrectiveAction action) => action.VerifiedBy?.Record is not { } record ? null : SubmissionsTable.Row(db, record.Entry) switch
    {
        null => _words["incident.basis.erased"],
        { Standing: VersionState.Withdrawn } => _words["incident.basis.withdrawn"],
        { Standing: VersionState.Superseded } => _words["incident.basis.edited"],
        { Review: ReviewState.Rejected } => _words["incident.basis.rejected"],
        _ => null,
    };

    private HashSet<string> May(CorrectiveAction action)
    {
        var may = new HashSet<string>();
        if (!person.May(Right.HandleIncidents) || action.State is ActionState.Draft or ActionState.Dropped)
            return may;
        // What was done is often paid afterwards.
        may.Add("pay");
        if (!action.IsOpen)
            return may;
        may.UnionWith(["answer", "report"]);
        may.Add(action.Asked is null ? "extend" : person.Role is Role.Lead or Role.Reviewer && action.Asked.By != person.Actor ? "decide" : "");
        if (person.Role is Role.Lead or Role.Analyst && action.Offers.Any(o => o.State == OfferState.Waits))
            may.Add("offers");
        if (person.Role == Role.Reviewer)
            may.Add("check");
        if (person.Role is Role.Lead or Role.Reviewer)
            may.Add("drop");
        return may;
    }

    private HappenedView? Happened(long entry, CorrectiveAction action, Site site)
    {
        if (ledger.Fact(db, entry, Tier.T2) is not { } recorded)
            return null;
        var link = recorded.Fact switch { ActionAnswered f => f.Link, ActionReported f => f.Link, _ => null };
        var party = recorded.Fact switch { ActionAnswered f => f.Party, ActionReported f => f.Party, _ => null };
        return new(
            link is null ? Name(recorded.Actor) : _words.Say("plan.by-link", ("who", PlanWords.Owner(party, _words))), TimeZoneInfo.ConvertTime(recorded.At.ToDateTimeOffset(), Sheet.ZoneOf(site)),
            _words["plan.did." + Facts.KindOf(recorded.Fact).Name], [.. Says(recorded.Fact, action).Where(s => s.Length > 0)], Files(entry));
    }

    private IEnumerable<string> Says(Fact fact, CorrectiveAction action) => fact switch
    {
        PlanLineTaken f => [f.Why],
        PlanIssued f => [_words.Day(f.Day)],
        MeetingHeld f => [_words.Day(f.Day), .. f.Lines.Where(l => l.Action == action.Id && !l.Agreed).Select(l => l.Text)],
        ActionAnswered f => [PlanWords.Owner(f.Party, _words), _words[f.Accepted ? "action.accepted" : "action.disputed"], f.Text],
        ActionReported f => [f.Party is { } party ? PlanWords.Owner(party, _words) : "", f.Done ? _words["action.said-done"] : "", f.Text],
        ActionChecked f => [$"{_words["action.result." + IncidentWords.KeyOf(f.Result)]}, {Name(f.By)}, {_words.Day(f.Day)}", f.SameAgent ? _words["incident.same-agent"] : "", f.Effect is { } effect ? _words["action.effect." + effect] : "", f.Note],
        ActionEffectSeen f => [_words["action.lasting." + IncidentWords.KeyOf(f.Lasting)]],
        ActionExtensionAsked f => [_words.Day(f.Until), f.Why],
        ActionExtensionDecided f => [_words[f.Granted ? "action.granted" : "action.not-granted"], _words.Day(f.Until), f.Note],
        ActionPaymentSet f => [_words.Say(f.Paid is null ? "action.pays" : "action.paid", ("who", f.Payer), ("day", f.Paid is { } paid ? _words.Day(paid) : ""))],
        ActionEscalated f => [_words.Say("action.overdue", ("n", f.Overdue))],
        ActionDropped f => [f.Why],
        ActionOffered f => [NameOf(f.Organisation), f.Note],
        ActionOfferDecided f => [NameOf(f.Organisation), _words[f.Accepted ? "offer.accepted" : "offer.declined"], f.Note],
        ActionHandedBack f => [NameOf(f.Organisation), f.Why],
        _ => [],
    };

    private List<IncidentFileView> Files(long entry) => ledger.Fact(db, entry, Tier.T2)?.Fact switch
    {
        ActionReported { Files.IsDefaultOrEmpty: false } f => Files(entry, f.Files),
        MeetingHeld { Files.IsDefaultOrEmpty: false } f => Files(entry, f.Files),
        _ => [],
    };

    private static List<IncidentFileView> Files(long entry, IEnumerable<KeptFile> files) => [.. files.Select(f => new IncidentFileView(f.Name, $"/plans/files/{entry}/{Uri.EscapeDataString(f.Name)}"))];

    private string CheckOf(PlanLine line) => _library.Find(line.Measure) is { } measure ? Library.In(measure.Check, _words.Language) : "";

    private string? About(PlanLine line) => line.About?.Split(':', 2) is [_, var id] ? EvidenceWords.Subject(id, register) : null;

    private string NameOf(OrganisationId organisation) => register.Agreed.Find(organisation)?.Name ?? "";

    private string Name(ActorId actor) => PeopleWords.Name(register, actor, _words);
}
