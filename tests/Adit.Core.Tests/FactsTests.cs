using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Adit.Alerts;
using Adit.Audits;
using Adit.BackChecks;
using Adit.Counterparties;
using Adit.Credentials;
using Adit.Custody;
using Adit.DataSets;
using Adit.Decisions;
using Adit.Forms;
using Adit.Hooks;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Maps;
using Adit.Partners;
using Adit.People;
using Adit.Plans;
using Adit.Protection;
using Adit.RedFlags;
using Adit.Releases;
using Adit.Reports;
using Adit.Risk;
using Adit.Safety;
using Adit.Sites;
using Adit.Stages;
using Adit.Submissions;
using Adit.Summaries;

namespace Adit.Tests;

/// <summary>The vocabulary of facts: complete, read back as written, and the same bytes for ever (tests/golden/facts; ADIT_GOLDEN=1 writes new files).</summary>
public class FactsTests
{
    private static readonly Instant At = Instant.From(new DateTimeOffset(2026, 11, 23, 15, 57, 27, TimeSpan.Zero).AddTicks(1_234_560));
    private static readonly ActorId Actor = new(Guid.Parse("019ab000-0000-7000-8000-00000000000a"));
    private static readonly SiteId Site = new(Guid.Parse("019ab000-0000-7000-8000-000000000001")), Pit = new(Guid.Parse("019ab000-0000-7000-8000-000000000002"));
    private static readonly SubmissionId Submission = new(Guid.Parse("019ab000-0000-7000-8000-000000000003"));
    private static readonly IncidentId Incident = new(Guid.Parse("019ab000-0000-7000-8000-000000000005"));
    private static readonly Guid Key = Guid.Parse("019ab000-0000-7000-8000-000000000004");
    private static readonly DateOnly Day = new(2026, 11, 23);
    private static readonly OrganisationId Organisation = new(Guid.Parse("019ab000-0000-7000-8000-000000000008"));
    private static readonly AuditId Audited = new(Guid.Parse("019ab000-0000-7000-8000-000000000009"));
    private static readonly PlanId Plan = new(Guid.Parse("019ab000-0000-7000-8000-000000000006"));
    private static readonly ActionId Action = new(Guid.Parse("019ab000-0000-7000-8000-000000000007"));
    private static readonly PlanLine Line = new(
        Action, "A-2026-0017", "OH-04", "pit:N1-1", Severity.S2, [Incident], "close-pit", [new("fr", "Fermer le puits é")], Party.Operator, "chef de site", Day.AddDays(30), Day.AddDays(60), CostBand.Low, "NGO é", false, 14);
    private static readonly Blob Blob = new(Key, new byte[] { 1, 2, 3 }, 7, new byte[] { 4, 5, 6 });

    private static readonly Fact[] Examples =
    [
        new LedgerCreated("adit/kolwezi/0123456789abcdef", "Programme é", false, "adit/kolwezi/0123456789abcdef+00000000+AA==", 1),
        new KeyRotated("adit key rotation v1\n…\n"),
        new PartErased(4, ["t2", "raw"], "asked for", new byte[] { 9, 8 }),
        new RecordsRead("export.csv:round", 12),
        new UserCreated(Actor, "Ann <&> \"Other\"", Role.Lead, [Site]),
        new UserDisabled(Actor),
        new CredentialSet(Actor, "key", Key),
        new CredentialRevoked(Actor, Key),
        new SignedIn(Actor),
        new AgentCreated(Actor, "Awa", "fr"),
        new AgentAssigned(Actor, [Site], ["round"], 5),
        new EnrolmentOffered(Actor, Key, At),
        new DeviceEnrolled(Key, Actor, Pit.Value, "adit", [Site.Value]),
        new DeviceCutOff(Key, "lost"),
        new RosterSet(Site, Day, [new(Actor, Day)]),
        new ProgramKeyMade(Key, "Grid of the refiner é", Organisation, null, [KeyScope.Sites, KeyScope.Feeds], Day.AddYears(1)),
        new ProgramKeyRevoked(Key),
        new MessageSent(Actor, "Come to the office é"),
        new AgentTrained(Key, Actor, "other", "First aid é", Day, "Red Cross", Day.AddDays(365)),
        new TrainingWithdrawn(Key, Actor, "another agent"),
        new InterestsDeclared(Key, Actor, Day, [new(Site, InterestKind.Family, "a brother é"), new(Site, InterestKind.FormerEmployee, "")], "said at the office"),
        new AgentRulesSet(["app", "child-protection"], 120),
        new SafetySet(new TimeOnly(17, 30), "+243000000001", [new("Ann", "ann@example.org", "+243000000002", "fr")]),
        new CheckedIn(Actor, Key, new(2026, 11, 23, 16, 5, 0, TimeSpan.FromHours(2)), Day, "-10.7 25.5 1400 12", Site, true, -3),
        new AlertRaised(Key, AlertKind.Help, Actor, Site, Day),
        new AlertTold(Key, 2, "Ann", "sms", "refused"),
        new AlertTaken(Key, "drives there é"),
        new PhotosSet(1600, 70),
        new BaseMapSet(Key, "Lualaba é", "© Institut géographique", "image/png", 8, 16, new(24.5m, -11.25m, 27m, -9m), 123_456_789, "ab12"),
        new BaseMapRemoved(Key),
        new AlertsSet("Office, +243 000 000 001"),
        new ListenerSet(Key, "Zoé", "fr", "Africa/Lubumbashi", "zoe@example.org", "+243000000004", "https://hook.example.org/a", 1, Actor, [Site], Severity.S3, new(22, 0), new(6, 30), true, false),
        new ListenerRemoved(Key),
        new HookSet(Key, "Warehouse é", Organisation, "https://hook.example.org/a", 1, true),
        new HookRemoved(Key),
        new NoticeTold(Key, Key, NoticeCause.Missed, Incident, "sms", "unreachable"),
        new SiteClosed(Site, Day, Day.AddDays(6), "shots"),
        new SiteReopened(Site, Day.AddDays(3)),
        new SiteRegistered(Site, "N1", "Nord", SiteKind.Monitored, Stage.Baseline, "CD", "Lualaba", ["cobalt"], new(-10.70m, 25.5m), "Africa/Lubumbashi", "shaft", ["rules"], "Coop", [new("ipis", "x1", Day)], null),
        new SiteStageChanged(Site, Stage.Paused, Day, "rain"),
        new CandidateNamed(Site, "the cooperative é", Day),
        new StageItemChecked(Site, Stage.Evaluation, "consent-community", ItemState.Done, Day, "met under the tree", [new("minutes.pdf", "application/pdf", Blob)]),
        new StageProposed(Key, Site, StageVerdict.Go, Role.Lead, "all looked at"),
        new StageDecided(Key, Site, StageVerdict.Go, true, Role.Reviewer, Day, "agreed"),
        new PitRegistered(Pit, Site, "P1", "Puits 1"),
        new SiteParameterSet(Site, "pit_depth_limit_m", 10.50m, Day, "permit"),
        new FormPublished("round", "1", "Round", "00112233445566778899aabbccddeeff", "<xml/>"u8.ToArray()),
        new FormStateChanged("round", FormState.Closing),
        new FormTargeted("round", [Stage.Evaluation, Stage.Baseline], [Site]),
        new FormMediaSet("round", "1", "map.png", "image/png", "00112233445566778899aabbccddeeff", Blob),
        new SubmissionAccepted(
            new(Submission, "round", "1", "uuid:1", null, Source.Phone, Key, "collect:1", "agent/1", "ab12", Site, Day, "2026-11-23T15:57:27.000+02:00", 3, null, ["gone.jpg"], [new("a.jpg", "image/jpeg", Blob)], 1),
            [ReadOnlyMemory<byte>.Empty, """{"depth":14}"""u8.ToArray(), """{"who":"é"}"""u8.ToArray(), """{"note":"x"}"""u8.ToArray()], "<data/>"u8.ToArray(), false, ["old-form"]),
        new SubmissionAccepted(
            new(Submission, "case", "1", "uuid:2", "uuid:1", Source.Phone, null, null, null, "ab12", null, Day, null, 0, null, [], [], 0),
            [default, default, default, """{"note":"x"}"""u8.ToArray()], "<data/>"u8.ToArray(), true, []),
        new AttachmentReceived(Submission, 17, new("a.jpg", "image/jpeg", Blob)),
        new SubmissionReviewed(Submission, ReviewState.HasIssues, "why?"),
        new SubmissionWithdrawn(Submission, "sent twice"),
        new UploadLetIn(Key, Submission, 17, "phone.form-closed", At, "closed too early", new byte[] { 9, 8 }),
        new UploadDiscarded(Key, "not-xml", At, "a test of the phone"),
        new UploadsExpired(3, At),
        new BackChecksSet(7, 3),
        new BackCheckAsked(Key, Submission, 17, Actor, Site, "round", "A-12", BackCheckCause.Ended, Day),
        new BackCheckGiven(Key, Actor),
        new BackCheckCompared(Key, Submission, 19, [new("OH-04", Severity.S2, Severity.None)]),
        new BackCheckDropped(Key, "shots é"),
        new IncidentOpened(Incident, "2026-0001", Site, IncidentSource.Rule, Day, At, [new("OH-04", Severity.S2, Grade.Observed, "cap")], "ab12", [new(DeadlineKind.Safe, "cap", At)], "pit:p1", [new(Submission, 17)], ""),
        new IncidentBorneOut(Incident, new(Submission, 18), [new("OH-04", Severity.S1, Grade.Corroborated, null)], []),
        new IncidentTaken(Incident, Actor),
        new IncidentNoted(Incident, "drove there é", [new("a.jpg", "image/jpeg", Blob)]),
        new IncidentFactsAsked(Incident, "visit", "Is the pit é closed?", Day.AddDays(7)),
        new IncidentInformed(Incident, Party.MiningService, Day, "by phone"),
        new AuthorityDecided(Incident, true, "SAEMAPE", "nobody", false, null, "art. 1"),
        new IncidentAffected(Incident, [new("f", "15_17", 2)]),
        new IncidentDisputed(Incident, Party.Cooperative, Day, "it was not so"),
        new SeverityOverridden(Incident, Severity.S3, "measured again"),
        new IncidentPaused(Incident, "the road is cut"),
        new IncidentResumed(Incident),
        new IncidentStepMet(Incident, DeadlineKind.Plan, Day, "adopted", [new(DeadlineKind.Progress, "annex2-six-month", At)]),
        new IncidentMerged(Incident, new(Key)),
        new IncidentsKeptApart(Incident, new(Key)),
        new IncidentClosed(Incident, Site, ClosingCause.VerifiedAction, Day, ["OH-04"], new(Submission, 19), true, "filled in"),
        new IncidentReopened(Incident, "dug again", new(20, Site, ["OH-04"])),
        new DeterminationProposed(Key, Incident, Outcome.ReasonableRisk, "seen twice", "lot 7", "none", "weigh", "300", "a year"),
        new PlanDrafted(Plan, Site, new(2026, 11, 1), "ab12", [Line, Line with { Measure = null, Owner = null, Clock = null, About = null, Incidents = [] }], [Action]),
        new PlanLineSet(Plan, Line, Day),
        new PlanLineTaken(Plan, Action, "twice"),
        new PlanIssued(Plan, Site, Day, "agreed with the cooperative é"),
        new PlanLinked(Key, Site, Party.Cooperative, Day.AddDays(90)),
        new PlanUnlinked(Key),
        new MeetingHeld(Plan, Day, "at the depot é", [new(Party.Cooperative, 2, 5)], [new(Action, true, null, ""), new(Action, false, Party.Operator, "too dear")], [new("sheet.jpg", "image/jpeg", Blob)], "signed by all", new(Submission, 7)),
        new ActionAnswered(Action, Party.Operator, false, "not ours é", Key),
        new ActionReported(Action, Party.Cooperative, true, "closed yesterday", [new("pit.jpg", "image/jpeg", Blob)], Key),
        new ActionChecked(Action, CheckResult.Verified, Day, new(Submission, 7), Actor, true, "works", ""),
        new ActionEffectSeen(Action, Lasting.Held, Day),
        new ActionExtensionAsked(Action, Day.AddDays(45), "the road is cut é"),
        new ActionExtensionDecided(Action, true, Day.AddDays(45), ""),
        new ActionPaymentSet(Action, "Operator é", Day),
        new ActionEscalated(Action, Day, 31),
        new ActionDropped(Action, "the pit is gone"),
        new MeasureSet("close-pit", [new("en", "Close it."), new("fr", "Fermer.")], [new("en", "seen")], ["OH-04"], Party.Operator, CostBand.Low, false, 14, false),
        new DeterminationDecided(Key, Incident, Site, Outcome.ReasonableRisk, true, Day, ["AG-01"], [new(DeadlineKind.LookAgain, "annex2-immediate", At)], "agreed"),
        new OrganisationSet(Organisation, "hands", OrganisationKind.Partner, "Open Hands é", "BE"),
        new OrganisationContactSet(Organisation, ContactRole.Sites, "Zoé", "zoe@example.org"),
        new OrganisationUserSet(Actor, Organisation),
        new AgreementSet(new(Key), Organisation, Day, Day.AddYears(1), [Site], ["cobalt"], [Product.Reports]),
        new AgreementExtended(new(Key), Organisation, Day.AddYears(2)),
        new OrganisationIdentified(Organisation, "Open Hands é SARL", "SARL", "RCCM", "CD/LSH/RCCM/14-B-1", "CD", "Avenue 1, Lubumbashi", Day, "extract é"),
        new OwnersDeclared(Organisation, [new("Zoé", "CD", 60.5m), new("Ann", "", null)], Day, "declaration é"),
        new PermitSet(Organisation, "buying cobalt é", "12/2026", "Ministry", Day, Day.AddYears(1), Day, "copy é"),
        new CounterpartyChecked(Key, Organisation, CheckKind.AdverseMedia, "a list é", "2026-11-01", Day, LookResult.Hit, "an article é"),
        new HitReviewed(Key, Organisation, HitOutcome.Dismissed, "another of that name é"),
        new WorkplacesSet(Organisation, [Site]),
        new AreaChecked(Site, AreaSubject.Route, AreaResult.Inside, "a list é", "2026-11", Day, "its page é", "by road to the port é", ["CD", "TZ"]),
        new AdvisorySet(Key, "CD", "Lualaba", "fighting é", "a ministry é", Day, Day.AddDays(30)),
        new AdvisoryLifted(Key, Day.AddDays(9), "over é"),
        new ActionOffered(Action, Organisation, "with the cooperative é"),
        new ActionOfferDecided(Action, Organisation, true, ""),
        new ActionHandedBack(Action, Organisation, "the money went elsewhere é"),
        new ProjectSet(new(Key), "P-2026-0001", Organisation, "Safer pits é", Day, new(125_000.50m, "USD"), [new(1, "Ropes are there", Day.AddDays(30))], [Action]),
        new ProjectReported(new(Key), Day.AddDays(20), 1, "forty ropes é", 12_000.25m, [new("ropes.jpg", "image/jpeg", Blob)]),
        new ProjectEnded(new(Key), Day.AddDays(200), "all is done é"),
        new ReportTextSet(Site, Day, ReportSection.Summary, "fr", "Un mois calme é."),
        new ReplyAsked(Site, "OH-04", Day, Party.Operator, "by hand é", At),
        new ReplyGiven(Site, "OH-04", Day, Party.Operator, Day, "It is filled in é."),
        new ReplyWaived(Site, "SF-02", Day, "The guard would know é."),
        new ReportPublished(
            new(Key), Site, Day, 2,
            new("LU-01", "Site é", "CD", "Lualaba", ["cobalt"], "Monitored", Day, Day.AddDays(27), "0123456789ab", 19, "oox-", [new("records", 7), new("production.kg", 12.5m), new("people.most", null)], new(40, 38),
                [new("OH", new(RatingState.Open, Severity.S2, Grade.Observed), new(RatingState.NotObserved, Severity.None, Grade.Reported, true), 7, 12)], [new("OH-04", new(RatingState.Open, Severity.S2, Grade.Observed), Day), new("BR-01", new(RatingState.Hidden, Severity.None, Grade.Reported), null)],
                [new("2026-00001", Day, Day, Severity.S2, false, ["OH-04"], Outcome.ReasonableRisk, Day.AddDays(3), ClosingCause.VerifiedAction, [Party.Operator])],
                [new("A-2026-0001", "OH-04", "close-pit", Party.Operator, Day, Day.AddDays(9), Day.AddDays(3), true, 0, [Party.Cooperative])], [new("OH-04", Party.Operator, "It is filled in é.", At)]),
            [new(ReportSection.Summary, "fr", "Un mois calme é.")], "a record came late é"),
        new SummaryPublished(
            new(Key), Site, 2, new("Site é", "CD", "Lualaba", 1, new(2026, 3), 2, 3, 50, 61, new(0, true), new(10), new(5), new(0), new(0), [new("close-pit", "OH-04", true)], ["SA"]), "a report came late é"),
        new SummaryWithdrawn(new(Key), 2, "another site é"),
        new ReportRests(
            new(Key), 2, 41, 3, [new(Day, 2, [17, 19])], [new("production.kg", Day, 17, 12.5m, ["batches/kg"])], [new("2026-00001", [new(18, "incident.opened.1")])], [new("A-2026-0001", [])]),
        new ProgrammeTextSet(new(2026, 3), ReportSection.Limits, "fr", "Ce qui manque é."),
        new ProgrammeReportPublished(
            new(Key), new(2026, 3), 2,
            new(new(2026, 3), "0123456789ab", 19, [new("actions.verified", new(7)), new("production.kg", new(12.5m)), new("prices.posted", default), new("children.referred", ReportedNumber.NotTold)],
                [new("incidents", ["s1", "total"], [new("OH", [new(9), new(9)]), new("CL", [ReportedNumber.NotTold, ReportedNumber.NotTold])])], [new(Day, [new(1), new(2), new(3), ReportedNumber.NotTold], 20, 60, 41, 44)], new(40, 38),
                new(new(2025, 3), 1, [new("actions.verified", new(5))], [])),
            [new(ReportSection.Summary, "fr", "Un trimestre calme é.")], "a record came late é", [Site]),
        new ProgrammeReportRests(
            new(Key), 2, 41, ["OH", "CL"], ["CL"],
            [new(Site, "CD", "Lualaba", 3, [new(Day, 2, [17, 19])], [new("production.kg", Day, 17, 12.5m, ["batches/kg"])], [new("2026-00001", "OH", Severity.S2, false, Day, null, [new("men", "light", 2)], [new(18, "incident.opened.1")])], [new("A-2026-0001", Day, Day.AddDays(9), null, [])], new(17, 3, 9), [new(20, 4, 5)])]),
        new ReportWithdrawn(new(Key), 2, "another site é"),
        new ReportDisclosed(new(Key), 2, Actor, "pdf"),
        new PhotoReleased(Key, Site, Day, new string('c', 64), "image/jpeg", 81_234, 1600, 1200, "A pit é", "en", Submission, 17, "a.jpg", [new(10, 20, 30, 40)], Blob),
        new TextReleased(Key, Site, Day, "It is filled in é.", "fr", Submission, 17, "/data/people/note people[1]"),
        new ReleaseTakenBack(Key, "a face é"),
        new ReleaseDisclosed(Key, Actor, "photo"),
        new OutsideRead(Actor, Organisation, Site, "page", Day, new(new(Key), Tier.T1, Purpose.DueDiligence)),
        new BuyerDecided(
            Key, Organisation, Site, Course.ContinueWhileMitigating, Day, "mended é", "fenced by January", Day.AddMonths(3), [new(new(Key), 2, Day, 19)], [new("OH-04", new(RatingState.Open, Severity.S2, Grade.Observed), Day)], ["2026-00001"], "0123456789ab", 19),
        new AuditSet(Audited, "AU-2026-0001", Organisation, [Actor], "yearly look é", Day.AddDays(-90), Day, [Site], Day, Day.AddDays(20), true),
        new AuditSampleAsked(Audited, 1, SampleKind.Incidents, 3, new(19, "cm9vdA==", Day.AddDays(-90), Day, [Site], 12, new string('a', 64))),
        new AuditSampleDrawn(Audited, 1, SampleKind.Records, 2, "cm9vdCBvZiAyMA==", 20, new(19, "cm9vdA==", Day.AddDays(-90), Day, [Site], 12, new string('a', 64)), [new("17", 17), new("4", 4)]),
        new AuditPaperSaved(Audited, 1, "17", [PaperCheck.Proof, PaperCheck.Followed], Conclusion.Exception, "another day é"),
        new AuditFindingRaised(Audited, 1, Weight.Major, "days are typed é", ["17"], Day.AddDays(30)),
        new AuditFindingAnswered(Audited, 1, "the form fills them in now é"),
        new AuditFindingClosed(Audited, 1, "seen é"),
        new AuditShared(Audited),
        new AuditItemOpened(Audited, Actor, "/sites/LU-01/risks/OH-04"),
        new CustodyRecorded(
            Key, CustodyKind.Sale, At, true, new(Site, "P3", "D1"), new(Organisation), new(null, "TRADER-é"), [new("KM-0001", LotPart.Subject, new(50.5m, 8, 2.25m), "T-1", LotForm.Bag, Material.Ore, "cobalt", CustodyModel.Segregated)],
            [new(Side.Giver, SignedBy.Drawn, new string('c', 64)), new(Side.Taker, SignedBy.Pin)], "W-77 é", "TEAM-7", Submission, new(-10.7m, 25.4m)),
        new CustodyWithdrawn(Key, "the wrong bag é"),
        new TagsRecorded(Key, TagKind.Count, At, new("KM-", 1, 100, 4, true), new(null, "COOP"), Site, 97, "three torn é"),
        new LotsHeld(Key, ["KM-0001", "L-2"], Incident, "weighed elsewhere é"),
        new LotsReleased(Key, "a second tag é"),
        new AnomalyCleared(Key, "two scales é"),
        new DataSetSet("follow_ups", true),
        new EntityDeleted("follow_ups", Key, "twice é"),
        new EntityConflictSeen("follow_ups", Key),
        new CredentialIssued(Key, "untp-dcc-0.7.0", Site, Actor.Value, 2, 41, 1, 94_567, new string('a', 64), "{\"name\":\"é\"}"),
        new CredentialIssued(Key, "w3c-vc-2.0-programme-report", null, Actor.Value, 2, 41, 1, 94_568, new string('a', 64), "{\"name\":\"é\"}"),
        new CredentialStatusChanged(Key, CredentialEnd.Superseded, Actor.Value, "a figure was wrong é"),
        new CredentialPassedOn(Key, "untp-dcc-0.7.0", 1, 94_568, new string('b', 64), Actor.Value, Site, Incident.Value, 2, 41, Actor, Organisation, "Maker é", ["place"], ["OH-04"], "{\"name\":\"é\"}"),
        new CataloguePublished("0123456789ab", "0123456789abcdef", Day, new byte[] { 80, 75 }),
        new IncidentStepMet(Incident, DeadlineKind.Progress, Day, "looked at", [], [new("SF-02", Day, Day, Day.AddDays(30), 20, 9, 12, 2, ImprovementVerdict.Less)]),
        new DeterminationProposed(Key, Incident, Outcome.Over, "seen twice", "", "", "", "", "", [Site]),
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Examples.Length)];

    [Fact]
    public void Every_kind_of_fact_is_in_the_vocabulary_and_has_an_example_here()
    {
        var kinds = typeof(Fact).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Fact))).ToHashSet();
        Assert.Equal(kinds, Facts.Kinds.Select(k => k.Type).ToHashSet());
        Assert.Equal(kinds, Examples.Select(f => f.GetType()).ToHashSet());
        Assert.Equal(Facts.Kinds.Length, Facts.Kinds.Select(k => k.Name).Distinct().Count());
        Assert.All(kinds, k => Assert.True(k.IsSealed));
        Assert.All(Facts.Kinds, k => Assert.Matches(@"^[a-z]+\.[a-z-]+\.[0-9]+$", k.Name));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_fact_read_back_is_the_fact_that_was_written(int number)
    {
        var written = Facts.Write(Examples[number], At, Actor);
        Assert.True(Facts.TryRead(5, written, out var recorded));
        Assert.Equal((5, At, Actor, Examples[number].GetType()), (recorded.Index, recorded.At, recorded.Actor, recorded.Fact.GetType()));
        Assert.Equal(Text(written), Text(Facts.Write(recorded.Fact, recorded.At, recorded.Actor)));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void The_bytes_of_a_fact_never_change(int number)
    {
        var file = Path.Combine(Golden(), Name(number) + ".json");
        var text = Text(Facts.Write(Examples[number], At, Actor));
        if (Environment.GetEnvironmentVariable("ADIT_GOLDEN") == "1")
            File.WriteAllText(file, text);
        Assert.True(File.Exists(file), $"{file} is missing: a new kind of fact gets its golden file with ADIT_GOLDEN=1, once, by a person who looked at it.");
        Assert.Equal(File.ReadAllText(file), text);
    }

    [Fact]
    public void There_is_no_golden_file_without_a_fact() =>
        Assert.Equal(Enumerable.Range(0, Examples.Length).Select(Name).Order(), Directory.EnumerateFiles(Golden()).Select(f => Path.GetFileNameWithoutExtension(f)!).Order());

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Whoever_may_not_open_a_tier_reads_nothing_of_it(int number)
    {
        var all = Facts.Write(Examples[number], At, Actor);
        Assert.True(Facts.TryRead(0, new(all.Head), out var closed));
        Assert.True(Facts.TryRead(0, new(all.Head, all.T0), out var open));
        Assert.Equal((closed.Fact.GetType(), open.Fact.GetType()), (Examples[number].GetType(), Examples[number].GetType()));
        if (Examples[number] is SubmissionAccepted)
            Assert.Null(Assert.IsType<SubmissionAccepted>(open.Fact).Envelope);
    }

    [Fact]
    public void Functions_came_later_and_what_names_none_has_the_bytes_it_always_had()
    {
        var (agent, form) = (new AgentAssigned(Actor, [Site], ["round"], 5, [AgentFunction.Verifier]), new FormTargeted("round", [], [Site], [AgentFunction.Supervisor, AgentFunction.Verifier]));
        var (read, target) = (Assert.IsType<AgentAssigned>(Read(agent)), Assert.IsType<FormTargeted>(Read(form)));

        Assert.Equal([AgentFunction.Verifier], read.Functions!.Value);
        Assert.True(target.IsFor([AgentFunction.Verifier]) && !target.IsFor([AgentFunction.SiteAgent]) && !target.IsFor([]));
        Assert.Null(Assert.IsType<AgentAssigned>(Read(agent with { Functions = null })).Functions);
        Assert.DoesNotContain("functions", Text(Facts.Write(agent with { Functions = null }, At, Actor)), StringComparison.Ordinal);
        Assert.True(FormTargeted.Everywhere("round").IsFor([]));

        static Fact Read(Fact written) => Facts.TryRead(0, Facts.Write(written, At, Actor), out var recorded) ? recorded.Fact : throw new InvalidDataException();
    }

    [Fact]
    public void A_kind_that_this_program_does_not_know_is_not_read()
    {
        var head = Encoding.UTF8.GetString(Facts.Write(Examples[0], At, Actor).Head!.Value.Span).Replace("ledger.created.1", "ledger.created.99", StringComparison.Ordinal);
        Assert.False(Facts.TryRead(0, new(Encoding.UTF8.GetBytes(head)), out _));
    }

    private static string Name(int number)
    {
        var name = Facts.KindOf(Examples[number]).Name;
        return Examples.Take(number).Any(f => Facts.KindOf(f).Name == name) ? name + (Examples[number] is SubmissionAccepted ? ".protected" : ".more") : name;
    }

    private static string Text(Parts parts)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new() { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            for (var slot = Slot.Head; slot <= Slot.Raw; slot++)
                if (parts[slot] is { } part)
                    writer.WriteString(Slots.NameOf(slot), Encoding.UTF8.GetString(part.Span));
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static string Golden([System.Runtime.CompilerServices.CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "golden", "facts");
}
