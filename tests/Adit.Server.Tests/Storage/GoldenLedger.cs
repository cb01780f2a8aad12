using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
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
using Adit.RedFlags;
using Adit.Releases;
using Adit.Reports;
using Adit.Risk;
using Adit.Safety;
using Adit.Sites;
using Adit.Stages;
using Adit.Storage;
using Adit.Submissions;
using Adit.Summaries;
using Adit.Tests.Phones;
using Dapper;

namespace Adit.Tests.Storage;

/// <summary>Makes a golden ledger: the life of a small programme in which every kind of fact happens, by the doors that people and phones use.</summary>
internal static class GoldenLedger
{
    /// <summary>Makes one in a new folder, with its rows. What is there already is never written over.</summary>
    public static async Task Make(string golden)
    {
        Assert.False(Directory.Exists(golden), $"{golden} is there: a golden ledger is never written again; give the new one a name of its own.");
        var path = House.NewFolder();
        await Begin(path);
        var house = await House.Over(path);
        await Live(house);
        await house.Check();
        await house.Stop();
        await Rotate(path);
        house = await House.Over(path);
        await house.Record(new RecordsRead("export.json:case", 1));
        await house.Check();
        await house.Stop();
        Pack(path, golden);
        Directory.Delete(path, recursive: true);
    }

    /// <summary>Every view as text, a row a line; long bytes by their hash.</summary>
    public static SortedDictionary<string, string> Rows(DbConnection db) =>
        new(Auditing.Dump(db, Shown).ToDictionary(t => t.Key, t => string.Concat(t.Value.Select(r => r + "\n"))), StringComparer.Ordinal);

    public static void Write(SortedDictionary<string, string> views, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(folder))
            File.Delete(file);
        foreach (var (view, rows) in views)
            File.WriteAllText(Path.Combine(folder, view + ".txt"), rows);
    }

    private static string Shown(byte[] bytes) =>
        bytes.Length <= 48 ? Convert.ToHexStringLower(bytes) : $"{bytes.Length} bytes, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(bytes))}";

    // As init does it, with one indicator and no shipped form, so that it stays small.
    private static async Task Begin(string path)
    {
        using var folder = DataFolder.Open(path);
        using var database = new Database(folder, new SetClock(House.Noon));
        using var signing = Signing.Load(database.Keys, null);
        const string origin = "adit/golden/00112233445566ff";
        await database.Write(writing => writing.Record(ActorId.Program, new LedgerCreated(origin, "Programme d’or", false, new VerifierKey(origin, signing.PublicKey).ToString(), Entry.Version)));
        var files = Beginning.FilesOf(Beginning.Catalogue).Where(f => f.Path != "measures.json" && (!f.Path.StartsWith("indicators/", StringComparison.Ordinal) || f.Path == "indicators/OH-04.json")).ToList();
        Assert.Empty(await Beginning.PublishCatalogue(database, ActorId.Program, files, DateOnly.MinValue));
    }

    private static async Task Rotate(string path)
    {
        using var folder = DataFolder.Open(path);
        using var database = new Database(folder, new SetClock(House.Noon.AddDays(1)));
        await Rotating.Run(database, null, null);
    }

    private static async Task Live(House house)
    {
        await Office(house);
        var site = await house.Site("N1", "P1", "P2");
        await house.Record(new SiteRegistered(
            site, "N1", "Nord", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.70m, 25.5m), "Africa/Lubumbashi", "shaft", ["EGC-2021"], "Coopérative", [new("ipis", "x1", new(2026, 11, 1))], null));
        await house.Record(new SiteStageChanged(site, Stage.Paused, new(2026, 11, 20), "pluie"));
        await house.Record(new CandidateNamed(site, "proposé par la coopérative", new(2026, 11, 1)));
        await house.Record(new StageItemChecked(site, Stage.Exited, "exit-plan", ItemState.NotDone, new(2026, 11, 20), "pas encore", []));
        var exit = Guid.CreateVersion7();
        await house.Record(new StageProposed(exit, site, StageVerdict.Exit, Role.Lead, "gisement épuisé"));
        await house.Record(new StageDecided(exit, site, StageVerdict.Exit, false, Role.Reviewer, new(2026, 11, 20), "trop tôt"));
        await house.Record(new SiteParameterSet(site, "pit_depth_limit_m", 10.5m, new(2026, 11, 1), "permit"));
        await house.Publish(Rounds.Xform(media: """<instance id="map" src="jr://file/map.png"/>"""));
        await house.Media(Rounds.Form, Rounds.Version, "map.png", "image/png", [137, 80, 78, 71]);
        await house.Publish(Rounds.Xform("case", tier: "T3"));
        await house.Publish(Rounds.Xform("mixed", noteTier: "T3"));
        await house.Record(new FormStateChanged("mixed", FormState.Closing));
        var agent = await house.Agent("Awa é", "fr", [Rounds.Form, "case", "mixed"], site);
        await Records(house, agent);
        await Refused(house, agent);
        await OwnApp(house, agent, site);
        await Incidents(house, site);
        await Plans(house, site);
        await Partners(house, site);
        await Reports(house, site);
        await Releases(house, site);
        await house.Record(new RecordsRead($"export.csv:{Rounds.Form}", 3));
        await RecordErasing.Run(house.Database, house.Get<Blobs>(), house.Get<Registers>().Current.Users[0].Id, house.Row("uuid:golden-erased")!.Submission, "à la demande de la famille");
        house.Clock.Advance(TimeSpan.FromMinutes(-30));
        await house.Record(new FormStateChanged("mixed", FormState.Closed));
        await house.Rated();
    }

    private static async Task Office(House house)
    {
        await People.Accounts.CreateUser(house.Database, ActorId.Program, "Ann <&> \"Other\"", Role.Lead, [], Commands.Opened.Password);
        Assert.NotNull((await house.Get<Sessions>().SignIn("Ann <&> \"Other\"", Commands.Opened.Password, "golden")).Token);
        await People.Accounts.CreateUser(house.Database, ActorId.Program, "Gone", Role.Analyst, [], Commands.Opened.Password);
        await People.Accounts.Disable(house.Database, ActorId.Program, house.Get<Registers>().Current.Users.Single(u => u.Name == "Gone").Id);
    }

    private static async Task Records(House house, Enrolled agent)
    {
        var (deep, twice, wrong) = ("uuid:golden-deep", "uuid:golden-twice", "uuid:golden-wrong");
        await Send(house, agent, Rounds.Record(deep, site: "N1", depth: "14", photo: "a.jpg", note: "Puits n° 1 : trop profond", who: "Mme É."));
        await Send(house, agent, Rounds.Record(deep, site: "N1", depth: "14", photo: "a.jpg", note: "Puits n° 1 : trop profond", who: "Mme É."), Rounds.Photo("a.jpg"));
        await Send(house, agent, Rounds.Record(twice, site: "N1", depth: "8", day: "2026-11-22"), Rounds.Photo("b.jpg"));
        await Send(house, agent, Rounds.Record("uuid:golden-edit", site: "N1", depth: "9", day: "2026-11-22", replaces: twice));
        await Send(house, agent, Rounds.Record(wrong, site: "N1", depth: "22", day: "2026-11-21"));
        await house.Record(new SubmissionReviewed(house.Row(deep)!.Submission, ReviewState.HasIssues, "Mesuré comment ?"));
        await house.Record(new SubmissionWithdrawn(house.Row(wrong)!.Submission, "mesure fausse"));
        await Send(house, agent, Rounds.Record("uuid:golden-case", site: "N1", note: "Texte protégé", form: "case"));
        await Send(house, agent, Rounds.Record("uuid:golden-mixed", site: "N1", note: "Note protégée", depth: "3", form: "mixed"));
        await Send(house, agent, Rounds.Record("uuid:golden-nowhere", depth: "3"));
        await Send(house, agent, Rounds.Record("uuid:golden-erased", site: "N1", note: "raconté par le frère", photo: "c.jpg"), Rounds.Photo("c.jpg", seed: 3));
    }

    // A phone with Adit's own app: enrolled with a code, a record with a file that follows, a roster, a message, and cut off.
    private static async Task OwnApp(House house, Enrolled agent, SiteId site)
    {
        var phone = await FieldPhone.Of(house, agent.Id);
        var file = phone.File("d.jpg", FieldPhone.Bytes(3_000));
        Assert.Equal(201, (await phone.HandIn(Rounds.Record("uuid:golden-own", site: "N1", depth: "11", photo: "d.jpg"), House.Noon.AddHours(-1), file)).Code);
        Assert.Equal(200, (await phone.Part(file, 0, file.Sealed.Length)).Code);
        await house.Record(new RosterSet(site, new(2026, 11, 23), [new(agent.Id, new(2026, 11, 24)), new(agent.Id, new(2026, 11, 26))]));
        await house.Record(new MessageSent(agent.Id, "Passe au bureau jeudi."));
        var (first, check) = (house.Row("uuid:golden-deep")!, Guid.CreateVersion7());
        await house.Record(new BackChecksSet(7, 3));
        await house.Record(new BackCheckAsked(check, first.Submission, first.Index, agent.Id, site, Rounds.Form, "A-12", BackCheckCause.Asked, new(2026, 11, 26)));
        await house.Record(new BackCheckGiven(check, agent.Id));
        await house.Record(new BackCheckCompared(check, house.Row("uuid:golden-own")!.Submission, house.Row("uuid:golden-own")!.Index, [new("OH-04", Severity.S2, Severity.S1)]));
        await house.Record(new BackCheckDropped(check, "route coupée"));
        await house.Record(new DataSetSet("suivis", true));
        await house.Record(new EntityDeleted("suivis", check, "deux fois"));
        await house.Record(new EntityConflictSeen("suivis", check));
        var training = Guid.CreateVersion7();
        await house.Record(new AgentTrained(training, agent.Id, "other", "premiers secours", new(2026, 11, 20), "Croix-Rouge", new(2027, 11, 20)));
        await house.Record(new TrainingWithdrawn(training, agent.Id, "un autre agent"));
        await house.Record(new InterestsDeclared(Guid.CreateVersion7(), agent.Id, new(2026, 11, 20), [new(site, InterestKind.Family, "un frère y creuse")], ""));
        await house.Record(new AgentRulesSet(["app", Trainings.ChildProtection], 120));
        await house.Record(new FormTargeted(Rounds.Form, [Stage.Monitored, Stage.Paused], [site]));
        await house.Record(new PhotosSet(1280, 60));
        var map = new BaseMapSet(Guid.CreateVersion7(), "Lualaba", "© Institut géographique", "image/png", 8, 15, new(24.5m, -11.25m, 27m, -9m), 123_456, "00ff");
        await house.Record(map);
        await house.Record(new BaseMapRemoved(map.Map));
        await house.Record(map with { Map = Guid.CreateVersion7(), Name = "Haut-Katanga" });
        await house.Record(new SafetySet(null, "+243000000001", [new("Ann", "ann@example.org", "+243000000002", "fr")]));
        var listener = new ListenerSet(Guid.CreateVersion7(), "Zoé", "sw", "Africa/Lubumbashi", "", "+243000000004", "", 0, null, [site], Severity.S2, new(22, 0), new(6, 0), false, true);
        await house.Record(new AlertsSet("Bureau, +243 000 000 001"));
        await house.Record(listener);
        await house.Record(new NoticeTold(Guid.CreateVersion7(), listener.Listener, NoticeCause.Test, null, "sms", null));
        await house.Record(new ListenerRemoved(listener.Listener));
        await house.Record(listener with { Listener = Guid.CreateVersion7(), Language = "zh" });
        await house.Record(new SiteClosed(site, new(2026, 11, 24), null, "tirs près de la rivière"));
        await house.Record(new SiteReopened(site, new(2026, 11, 27)));
        Assert.Equal(201, (await phone.CheckIn(House.Noon, help: true, place: "-10.70 25.50 1400 12")).Code);
        var alert = house.Database.Read(AlertsTable.Ringing).Single(a => a.Kind == AlertKind.Help).Id;
        await house.Record(new AlertTold(alert, 0, "Ann", "sms", null));
        await house.Record(new AlertTold(alert, 0, "Ann", "mail", "unreachable"));
        await house.Record(new AlertTaken(alert, "parti le chercher"));
        Assert.True(await house.Get<Enrolments>().CutOff(house.Get<Registers>().Current.Users[0].Id, phone.Device, "perdu"));
    }

    // One that opened by rule, with all that people can do about it, and two by hand that are one event.
    private static async Task Incidents(House house, SiteId site)
    {
        await house.Rated();
        await house.Get<IncidentsJob>().Look();
        var opened = house.Database.Read(db => IncidentsTable.OpenAt(db, site))[0];
        var (id, user, now) = (opened.Id, house.Get<Registers>().Current.Users[0].Id, house.Database.Now);
        await house.Record(new IncidentTaken(id, user));
        await house.Record(new IncidentNoted(id, "Vu avec la coopérative.", []));
        await house.Record(new IncidentFactsAsked(id, "round", "Le puits est-il fermé ?", new(2026, 11, 30)));
        await house.Record(new IncidentInformed(id, Party.Cooperative, new(2026, 11, 23), "au bureau"));
        await house.Record(new AuthorityDecided(id, false, "", "personne", null, null, ""));
        await house.Record(new IncidentAffected(id, [new("m", "18_up", 4)]));
        await house.Record(new IncidentDisputed(id, Party.Operator, new(2026, 11, 23), "mesuré trop tôt"));
        await house.Record(new SeverityOverridden(id, Severity.S2, "mesuré de nouveau"));
        await house.Record(new IncidentPaused(id, "route coupée"));
        await house.Record(new IncidentResumed(id));
        await house.Record(new IncidentStepMet(id, DeadlineKind.Plan, new(2026, 11, 23), "adopté", []));
        await house.Record(new IncidentBorneOut(id, null, [new("OH-04", Severity.S1, Grade.Observed, "cap")], [new(DeadlineKind.Told, "cap", now)]));
        var determination = Guid.CreateVersion7();
        await house.Record(new DeterminationProposed(determination, id, Outcome.NoReasonableRisk, "la mesure", "", "", "", "", ""));
        await house.Record(new DeterminationDecided(determination, id, site, Outcome.NoReasonableRisk, false, new(2026, 11, 23), ["OH-04"], [], "pas d'accord"));
        await house.Record(new IncidentClosed(id, site, ClosingCause.VerifiedAction, new(2026, 11, 23), [], null, false, "comblé"));
        await house.Record(new IncidentReopened(id, "recreusé"));
        await house.Record(new IncidentClosed(id, site, ClosingCause.VerifiedAction, new(2026, 11, 24), ["OH-04"], null, false, "comblé"));
        await house.Record(new IncidentReopened(id, "recreusé", new(house.Database.Read(LedgerTable.Size) - 1, site, ["OH-04"])));
        var (one, other, third) = (new IncidentId(Guid.CreateVersion7()), new IncidentId(Guid.CreateVersion7()), new IncidentId(Guid.CreateVersion7()));
        foreach (var (n, hand) in ((int, IncidentId)[])[(101, one), (102, other), (103, third)])
            await house.Record(new IncidentOpened(hand, $"2026-00{n}", site, IncidentSource.Hand, new(2026, 11, 22), now, [new("OH-04", Severity.S2, Grade.Reported, "cap")], "", [], "pit:P1", [], "raconté au marché"));
        await house.Record(new IncidentMerged(other, one));
        await house.Record(new IncidentsKeptApart(third, one));
    }

    // A plan with one line that is done and one that is not, a meeting, a link, and all that can happen to an action.
    private static async Task Plans(House house, SiteId site)
    {
        var (plan, done, late, link) = (new PlanId(Guid.CreateVersion7()), new ActionId(Guid.CreateVersion7()), new ActionId(Guid.CreateVersion7()), Guid.CreateVersion7());
        var incident = house.Database.Read(db => IncidentsTable.OpenAt(db, site))[0].Id;
        var (today, user) = (new DateOnly(2026, 11, 23), house.Get<Registers>().Current.Users[0].Id);
        PlanLine Line(ActionId id, string number, bool quiet) => new(
            id, number, "OH-04", "pit:P1", Severity.S2, [incident], "fermer", [], Party.Operator, "chef de site", today.AddDays(14), today.AddDays(60), CostBand.Low, "", quiet, 14);
        await house.Record(new MeasureSet("fermer", [new("fr", "Fermer le puits.")], [new("fr", "vu")], ["OH-04"], Party.Operator, CostBand.Low, false, 14, false));
        await house.Record(new PlanDrafted(plan, site, new(2026, 11, 1), "", [Line(done, "A-2026-0001", false), Line(late, "A-2026-0002", true), Line(new(Guid.CreateVersion7()), "A-2026-0003", false)], []));
        await house.Record(new PlanLineSet(plan, Line(late, "A-2026-0002", false) with { OwnerIs = "gérant" }, null));
        await house.Record(new PlanLineTaken(plan, house.Database.Read(db => PlansTable.Find(db, "A-2026-0003"))!.Id, "deux fois"));
        await house.Record(new PlanIssued(plan, site, today, "avec la coopérative"));
        await house.Record(new PlanLinked(link, site, Party.Cooperative, today.AddDays(90)));
        await house.Record(new MeetingHeld(plan, today, "au dépôt", [new(Party.Cooperative, 2, 5)], [new(done, true, null, ""), new(late, false, Party.Operator, "trop cher")], [], "signé"));
        await house.Record(new ActionAnswered(late, Party.Operator, false, "trop cher", null));
        await house.Record(new ActionReported(done, Party.Cooperative, true, "fermé hier", [], link));
        await house.Record(new ActionChecked(done, CheckResult.Verified, today, null, user, false, null, "vu sur place"));
        await house.Record(new ActionEffectSeen(done, Lasting.NotLooked, today));
        await house.Record(new ActionExtensionAsked(late, today.AddDays(45), "route coupée"));
        await house.Record(new ActionExtensionDecided(late, true, today.AddDays(45), ""));
        await house.Record(new ActionPaymentSet(late, "Opérateur", null));
        await house.Record(new ActionEscalated(late, today, 31));
        await house.Record(new ActionDropped(late, "le puits n’existe plus"));
        await house.Record(new PlanUnlinked(link));
        await house.Record(new PlanDrafted(new(Guid.CreateVersion7()), site, new(2026, 12, 1), "", [], []));
    }

    // A partner whose contact was erased, and somebody who acts for it no more; what it took on, and gave back.
    private static async Task Partners(House house, SiteId site)
    {
        var (partner, user) = (new OrganisationId(Guid.CreateVersion7()), house.Get<Registers>().Current.Users[0].Id);
        await house.Record(new OrganisationSet(partner, "mains-ouvertes", OrganisationKind.Partner, "Mains ouvertes", "BE"));
        await house.Record(new OrganisationContactSet(partner, ContactRole.Sites, "Mme É.", "e@example.org"));
        await Erasing.Run(house.Database, house.Get<Blobs>(), user, "à sa demande", db => OrganisationsTable.Named(db, partner, ContactRole.Sites));
        await house.Record(new OrganisationContactSet(partner, ContactRole.Payments, "Caisse", ""));
        await house.Record(new OrganisationUserSet(user, partner));
        await house.Record(new OrganisationUserSet(user, null));
        var hook = Guid.CreateVersion7();
        await house.Record(new HookSet(hook, "Entrepôt", null, "https://hook.example.org/a", 0, true));
        await house.Record(new HookSet(Guid.CreateVersion7(), "Fonderie", partner, "https://hook.example.org/b", 0, false));
        await house.Record(new HookRemoved(hook));
        var (organisations, users) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await house.Record(new ProgramKeyMade(organisations, "Tableau de bord", partner, null, [KeyScope.Sites, KeyScope.Feeds], new(2027, 6, 30)));
        await house.Record(new ProgramKeyMade(users, "Entrepôt", null, user, [KeyScope.Records, KeyScope.Exports], new(2027, 6, 30)));
        await house.Record(new ProgramKeyRevoked(users));
        await house.Record(new AgreementSet(new(Guid.CreateVersion7()), partner, new(2026, 11, 1), null, [site], ["cobalt"]));
        await house.Record(new AgreementSet(new(Guid.CreateVersion7()), partner, new(2026, 11, 2), null, [site], [], [Product.Reports]));
        await Counterparties(house, site);
        var action = house.Database.Read(db => PlansTable.Find(db, "A-2026-0001"))!.Id;
        await house.Record(new ActionOffered(action, partner, "avec la coopérative"));
        await house.Record(new ActionOfferDecided(action, partner, true, "merci"));
        var project = new ProjectId(Guid.CreateVersion7());
        await house.Record(new ProjectSet(project, "P-2026-0001", partner, "Puits plus sûrs", new(2026, 11, 10), new(125_000.50m, "USD"), [new(1, "Cordes livrées", new(2026, 12, 1))], [action]));
        await house.Record(new ProjectReported(project, new(2026, 11, 20), 1, "quarante cordes", 12_000.25m, []));
        await house.Record(new ProjectEnded(project, new(2026, 11, 23), "fonds épuisés"));
        await house.Record(new ActionHandedBack(action, partner, "plus de fonds"));
        var (first, second, about) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await house.Record(new CredentialIssued(first, ConformityCredential.Kind, site, about, 1, 3, 1, 94_567, new('a', 64), "{}"));
        await house.Record(new CredentialIssued(second, ConformityCredential.Kind, site, about, 2, 3, 1, 7, new('b', 64), "{}"));
        await house.Record(new CredentialPassedOn(Guid.CreateVersion7(), ConformityCredential.Kind, 1, 8, new('c', 64), second, site, about, 2, 3, house.Get<Registers>().Current.Users[0].Id, partner, "Fabricant é", ["place", "report"], ["OH-04"], "{}"));
        await house.Record(new CredentialStatusChanged(first, CredentialEnd.Superseded, second, "un chiffre était faux"));
        await house.Record(new CredentialStatusChanged(second, CredentialEnd.Withdrawn, null, "publié par erreur"));
    }

    // A cooperative whose owners were erased, whose hit was reviewed, and whose agreement goes on; what lists say of its site.
    private static async Task Counterparties(House house, SiteId site)
    {
        var (party, office, agreement, hit, advisory) = (new OrganisationId(Guid.CreateVersion7()), house.Get<Registers>().Current.Users[0].Id, new AgreementId(Guid.CreateVersion7()), Guid.CreateVersion7(), Guid.CreateVersion7());
        await house.Record(new OrganisationSet(party, "cooperative-espoir", OrganisationKind.Cooperative, "Coopérative Espoir", "CD"));
        await house.Record(new OrganisationContactSet(party, ContactRole.Sites, "Bureau", "bureau@example.org", "fr"));
        await house.Record(new AgreementSet(agreement, party, new(2026, 11, 1), new(2026, 12, 31), [site], [], [Product.Alerts]));
        await house.Record(new AgreementExtended(agreement, party, new(2027, 12, 31)));
        await house.Record(new OrganisationIdentified(party, "Coopérative Espoir", "coopérative", "registre", "77", "CD", "Kolwezi", new(2026, 11, 2), "statuts"));
        await house.Record(new OwnersDeclared(party, [new("Mme É.", "CD", 51)], new(2026, 11, 2), "déclaration"));
        await Erasing.Run(house.Database, house.Get<Blobs>(), office, "à sa demande", db => CounterpartiesTable.Named(db, party));
        await house.Record(new OwnersDeclared(party, [new("Mlle Z.", "", null)], new(2026, 11, 3), "déclaration"));
        await house.Record(new PermitSet(party, "exploitation artisanale", "12/2026", "Ministère", new(2026, 1, 1), new(2026, 12, 31), new(2026, 11, 2), "copie"));
        await house.Record(new CounterpartyChecked(hit, party, CheckKind.Sanctions, "une liste", "2026-11-01", new(2026, 11, 3), LookResult.Hit, "un nom semblable"));
        await house.Record(new HitReviewed(hit, party, HitOutcome.Dismissed, "une autre personne"));
        await house.Record(new WorkplacesSet(party, [site]));
        await house.Record(new AreaChecked(site, AreaSubject.Site, AreaResult.Outside, "une liste", "2026-10", new(2026, 11, 3), "sa page", "", []));
        await house.Record(new AreaChecked(site, AreaSubject.Route, AreaResult.Inside, "une liste", "2026-10", new(2026, 11, 3), "sa page", "par la route du sud", ["CD", "ZM"]));
        await house.Record(new AdvisorySet(advisory, "CD", "", "troubles", "un ministère", new(2026, 11, 1), null));
        await house.Record(new AdvisoryLifted(advisory, new(2026, 11, 20), "calme revenu"));
    }

    // A report that was corrected and withdrawn, with a reply and a party that was not asked.
    private static async Task Reports(House house, SiteId site)
    {
        var (report, reader, month) = (new ReportId(Guid.CreateVersion7()), house.Get<Registers>().Current.Users[0].Id, new DateOnly(2026, 10, 1));
        await house.Record(new ReportTextSet(site, month, ReportSection.Summary, "fr", "Un mois calme."));
        await house.Record(new ReportTextSet(site, month, ReportSection.Next, "fr", "Rien."));
        await house.Record(new ReportTextSet(site, month, ReportSection.Next, "fr", ""));
        await house.Record(new ReplyAsked(site, "OH-04", new(2026, 10, 20), Party.Operator, "en main propre", house.Database.Now));
        await house.Record(new ReplyGiven(site, "OH-04", new(2026, 10, 20), Party.Operator, new(2026, 11, 3), "C’est comblé."));
        await house.Record(new ReplyWaived(site, "SF-02", new(2026, 10, 20), "le garde saurait"));
        SiteMonth Says(decimal records) => new(
            "N1", "Site N1", "CD", "Lualaba", ["cobalt"], "Monitored", month, new(2026, 10, 31), "", 7, "oox-", [new("records", records)], new(40, 38), [new("OH", new(RatingState.Open, Severity.S2, Grade.Observed), new(RatingState.NotObserved, Severity.None, Grade.Reported, true), 7, 12)],
            [new("OH-04", new(RatingState.Open, Severity.S2, Grade.Observed), new(2026, 10, 20)), new("CL-01", new(RatingState.NotObserved, Severity.None, Grade.Reported), null)], [], [], [new("OH-04", Party.Operator, "C’est comblé.", house.Database.Now)]);
        await house.Record(new ReportPublished(report, site, month, 1, Says(7), [new(ReportSection.Summary, "fr", "Un mois calme.")], ""));
        var summary = new ReportId(Guid.CreateVersion7());
        await house.Record(new SummaryPublished(summary, site, 1, new("Fungu", "CD", "Lualaba", 1, new(2026, 3), 2, 3, 50, 61, new(0, true), new(10), new(5), new(0), new(0), [new("close-pit", "OH-04", true)], ["SA"]), ""));
        await house.Record(new SummaryWithdrawn(summary, 1, "le site l’a demandé"));
        await house.Record(new ReportRests(report, 1, 7, 3, [new(month, 2, [5, 6])], [new("people.most", month, 5, 40, ["people/men"])], [new("2026-00001", [new(6, "incident.opened.1")])], []));
        await house.Record(new ReportPublished(report, site, month, 2, Says(8), [], "une fiche tardive"));
        await house.Record(new ReportWithdrawn(report, 2, "autre site"));
        await house.Record(new ReportDisclosed(report, 1, reader, "pdf"));
        var quarter = new ReportId(Guid.CreateVersion7());
        await house.Record(new ProgrammeTextSet(new(2026, 3), ReportSection.Summary, "fr", "Un trimestre calme."));
        await house.Record(new ProgrammeTextSet(new(2026, 3), ReportSection.Next, "fr", "Rien."));
        await house.Record(new ProgrammeTextSet(new(2026, 3), ReportSection.Next, "fr", ""));
        ProgrammeSpan Sums(decimal verified) => new(
            new(2026, 3), "", 7, [new("actions.verified", new(verified)), new("children.referred", ReportedNumber.NotTold)], [new("incidents", ["s1", "total"], [new("OH", [new(9), new(9)]), new("CL", [ReportedNumber.NotTold, default])])],
            [new(new(2026, 7, 1), [new(1), new(2), new(3), new(4)], 20, 31, 41, 44)], new(40, 38), null);
        await house.Record(new ProgrammeReportPublished(quarter, new(2026, 3), 1, Sums(7), [new(ReportSection.Summary, "fr", "Un trimestre calme.")], "", [site]));
        await house.Record(new ProgrammeReportPublished(quarter, new(2026, 3), 2, Sums(8), [], "une fiche tardive", [site]));
        await house.Record(new ProgrammeReportRests(quarter, 1, 7, ["OH", "CL"], ["CL"], [new(site, "CD", "Lualaba", 3, [new(month, 2, [5, 6])], [], [new("2026-00001", "OH", Severity.S2, false, month, null, [], [new(6, "incident.opened.1")])], [], null, [])]));
        await house.Record(new ReportWithdrawn(quarter, 2, "autre trimestre"));
        var (bag, hold) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await house.Record(new TagsRecorded(Guid.CreateVersion7(), TagKind.Issue, house.Database.Now, new("KM-", 1, 100, 4), new(null, "COOP"), site, null, ""));
        await house.Record(new CustodyRecorded(bag, CustodyKind.Extraction, house.Database.Now, false, new(site, "P3"), null, new(null, "COOP"), [new("B-1", LotPart.Made, new(50, 8, 2.5m), "KM-0001", LotForm.Bag, Material.Ore, "cobalt")], [], null, "EQUIPE-7"));
        await house.Record(new CustodyRecorded(Guid.CreateVersion7(), CustodyKind.Sale, house.Database.Now, true, new(null, null, "D1"), new(null, "COOP"), new(null, "NEGOCE"), [new("KM-0001", LotPart.Subject)], [new(Side.Giver, SignedBy.Paper)], "B-77"));
        await house.Record(new CustodyWithdrawn(bag, "autre sac"));
        await house.Record(new LotsHeld(hold, ["B-1"], null, "pesé ailleurs"));
        await house.Record(new LotsReleased(hold, "deux balances"));
        await house.Record(new AnomalyCleared(Guid.CreateVersion7(), "vu"));
        await house.Record(new BuyerDecided(
            Guid.CreateVersion7(), new(Guid.CreateVersion7()), site, Course.Suspend, new(2026, 11, 23), "trop profond", "reprise une fois comblé", new(2027, 2, 1), [new(report, 1, month, 7)], [new("OH-04", new(RatingState.Open, Severity.S2, Grade.Observed), new(2026, 10, 20))], ["2026-00001"], "", 7));
        var (audit, of) = (new AuditId(Guid.CreateVersion7()), new AuditPopulation(30, "cm9vdA==", new(2026, 9, 1), new(2026, 11, 23), [site], 4, new string('a', 64)));
        await house.Record(new AuditSet(audit, "AU-2026-0001", null, [reader], "regard annuel", of.From, of.Until, [site], new(2026, 11, 23), new(2026, 12, 24), true));
        await house.Record(new AuditSampleDrawn(audit, 1, SampleKind.Records, 2, "seize dés", null, of, [new("12", 12), new("7", 7)]));
        await house.Record(new AuditSampleAsked(audit, 2, SampleKind.Incidents, 1, of));
        await house.Record(new AuditSampleDrawn(audit, 2, SampleKind.Incidents, 1, "cmFjaW5l", 31, of, [new("2026-00001", 9)]));
        await house.Record(new AuditItemOpened(audit, reader, "/sites/N1"));
        await house.Record(new AuditPaperSaved(audit, 1, "12", [PaperCheck.Proof, PaperCheck.Rule], Conclusion.NotConfirmed, "sans photo"));
        await house.Record(new AuditPaperSaved(audit, 1, "12", [PaperCheck.Proof], Conclusion.Exception, "autre jour"));
        await house.Record(new AuditFindingRaised(audit, 1, Weight.Major, "les jours sont saisis à la main", ["12"], new(2026, 12, 15)));
        await house.Record(new AuditFindingAnswered(audit, 1, "le formulaire les remplit"));
        await house.Record(new AuditFindingClosed(audit, 1, "vu"));
        await house.Record(new AuditShared(audit));
    }

    // A photo and an excerpt of one record, and an excerpt that was taken back.
    private static async Task Releases(House house, SiteId site)
    {
        var (row, reader, photo, taken) = (house.Row("uuid:golden-deep")!, house.Get<Registers>().Current.Users[0].Id, Guid.CreateVersion7(), Guid.CreateVersion7());
        using var picture = house.Get<Blobs>().Create();
        picture.Write([0xff, 0xd8, 0xff, 0xd9]);
        await house.Record(new PhotoReleased(photo, site, row.Day, new('d', 64), "image/jpeg", 4, 1, 1, "Le puits n° 1", "fr", row.Submission, row.Index, "a.jpg", [new(10, 20, 30, 40)], await picture.Keep()));
        await house.Record(new TextReleased(Guid.CreateVersion7(), site, row.Day, "Le puits est trop profond.", "fr", row.Submission, row.Index, "/data/note"));
        await house.Record(new TextReleased(taken, site, row.Day, "Mme É. l’a dit.", "fr", row.Submission, row.Index, "/data/who"));
        await house.Record(new ReleaseTakenBack(taken, "un nom"));
        await house.Record(new ReleaseDisclosed(photo, reader, "photo"));
        await house.Record(new OutsideRead(reader, null, site, "page", new(2026, 11, 23), new(new(Guid.CreateVersion7()), Protection.Tier.T1, Purpose.Oversight)));
    }

    // Three that are refused: one is let in, one thrown away, one left lying until its time is over.
    private static async Task Refused(House house, Enrolled agent)
    {
        var (quarantine, office) = (house.Get<Quarantine>(), house.Get<Registers>().Current.Users[0].Id);
        foreach (var depth in (string[])["15", "16", "17"])
        {
            house.Clock.Advance(TimeSpan.FromMinutes(7));
            Assert.Equal(409, (await agent.Phone.Submit(Rounds.Record("uuid:golden-deep", site: "N1", depth: depth, day: "2026-11-20"))).Code);
        }
        RefusedRow Newest() => house.Database.Read(db => RefusedTable.After(db, null, 1))[0];
        Assert.NotNull((await quarantine.LetIn(Newest(), office, "mesuré une seconde fois", Adit.Web.Words.In("fr"))).Submission);
        Assert.True(await quarantine.Discard(Newest(), office, "envoyé par erreur"));
        house.Clock.Advance(Quarantine.Kept + TimeSpan.FromDays(1));
        Assert.Equal(1, await quarantine.Expire());
    }

    private static async Task Send(House house, Enrolled agent, string xml, params FilePart[] files)
    {
        house.Clock.Advance(TimeSpan.FromMinutes(7));
        Assert.Equal(201, (await agent.Phone.Submit(xml, files)).Code);
    }

    private static void Pack(string path, string golden)
    {
        Directory.CreateDirectory(golden);
        foreach (var name in (string[])["adit.db", "keys.db"])
        {
            var file = Path.Combine(path, name);
            using var db = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=False");
            db.Open();
            if (name == "adit.db")
                Write(Rows(db), Path.Combine(golden, "rows"));
            db.Execute("vacuum into @to", new { to = Path.Combine(golden, name) });
        }
        foreach (var file in Directory.EnumerateFiles(Path.Combine(path, "blobs"), "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(golden, Path.GetRelativePath(path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }
}
