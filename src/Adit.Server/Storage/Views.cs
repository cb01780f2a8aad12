using System.Buffers.Binary;
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
using Adit.Maps;
using Adit.Partners;
using Adit.People;
using Adit.Plans;
using Adit.Plausibility;
using Adit.RedFlags;
using Adit.Releases;
using Adit.Reports;
using Adit.Risk;
using Adit.Safety;
using Adit.Sites;
using Adit.Stages;
using Adit.Submissions;
using Adit.Summaries;

namespace Adit.Storage;

/// <summary>How the tables follow the ledger: one arm a kind of fact, the same while recording and while rebuilding.</summary>
internal static class Views
{
    public static Table[] Tables { get; } =
    [
        .. SitesTable.Tables,
        .. StagesTable.Tables,
        .. FormsTable.Tables,
        UsesTable.Table,
        .. PeopleTable.Tables,
        ProgramKeysTable.Table,
        .. DevicesTable.Tables,
        .. RosterTable.Tables,
        PhotosTable.Table,
        MapsTable.Table,
        .. TrainingTable.Tables,
        InterestsTable.Table,
        .. SafetyTable.Tables,
        .. AlertsTable.Tables,
        .. ListenersTable.Tables,
        HooksTable.Table,
        .. BackChecksTable.Tables,
        .. SubmissionsTable.Tables,
        NewsTable.Table,
        DecisionsTable.Table,
        .. CatalogueTable.Tables,
        .. RatingsTable.Tables,
        FoundTable.Table,
        .. IncidentsTable.Tables,
        .. PlansTable.Tables,
        .. OrganisationsTable.Tables,
        CounterpartiesTable.Table,
        .. RedFlagsTable.Tables,
        .. ProjectsTable.Tables,
        .. ReportsTable.Tables,
        .. ProgrammeReportsTable.Tables,
        SummariesTable.Table,
        DecisionsOfBuyersTable.Table,
        .. AuditsTable.Tables,
        .. CredentialsTable.Tables,
        .. ReleasesTable.Tables,
        .. CustodyTable.Tables,
        ReadsTable.Table,
        .. DaysTable.Tables,
        .. VisitsTable.Tables,
        .. EntitiesTable.Tables,
        EntityFaultsTable.Table,
        DataSetsTable.Table,
        ChangesTable.Table,
        Ledger.KeysTable.Table,
        Ledger.MomentsTable.Table,
    ];

    // To be raised where an arm writes other rows than before into tables that stay as they are.
    private const int Revision = 5;

    /// <summary>A number that changes with the definitions of the views; a database with another one was left by another version of the program.</summary>
    public static int Shape { get; } = BinaryPrimitives.ReadInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{Revision}\n{string.Join('\n', Tables.Select(SqliteDialect.Only.Create))}"))) & int.MaxValue;

    public static void Apply(Connection db, KeyStore keys, Recorded recorded)
    {
        switch (recorded.Fact)
        {
            case SubmissionAccepted accepted: SubmissionsTable.Apply(db, keys.AliasKey, recorded, accepted); break;
            case AttachmentReceived attachment: SubmissionsTable.Apply(db, attachment); break;
            case SubmissionReviewed reviewed:
                SubmissionsTable.Apply(db, recorded, reviewed);
                NewsTable.Apply(db, recorded, reviewed.Submission);
                ReleasesTable.Apply(db, recorded);
                break;
            case SubmissionWithdrawn withdrawn:
                SubmissionsTable.Apply(db, recorded, withdrawn);
                NewsTable.Apply(db, recorded, withdrawn.Submission);
                ReleasesTable.Apply(db, recorded);
                break;
            case UploadLetIn letIn: DecisionsTable.Apply(db, recorded, letIn); break;
            case UploadDiscarded discarded: DecisionsTable.Apply(db, recorded, discarded); break;
            case SiteRegistered site:
                SitesTable.Apply(db, recorded.Index, site);
                StagesTable.Apply(db, recorded, site);
                break;
            case SiteStageChanged stage:
                SitesTable.Apply(db, stage);
                StagesTable.Apply(db, recorded, stage.Site);
                break;
            case CandidateNamed named: StagesTable.Apply(db, recorded, named.Site); break;
            case StageItemChecked said: StagesTable.Apply(db, recorded, said.Site); break;
            case StageProposed proposed: StagesTable.Apply(db, recorded, proposed.Site); break;
            case StageDecided decided: StagesTable.Apply(db, recorded, decided.Site); break;
            case PitRegistered pit: SitesTable.Apply(db, recorded.Index, pit); break;
            case SiteParameterSet parameter: SitesTable.Apply(db, recorded.Index, parameter); break;
            case FormPublished form: FormsTable.Apply(db, recorded, form); break;
            case FormStateChanged state: FormsTable.Apply(db, state); break;
            case FormTargeted targeted: FormsTable.Apply(db, targeted); break;
            case FormMediaSet media: FormsTable.Apply(db, media); break;
            case UserCreated user: PeopleTable.Apply(db, user); break;
            case UserDisabled user: PeopleTable.Apply(db, user); break;
            case CredentialSet credential: PeopleTable.Apply(db, recorded.Index, credential); break;
            case CredentialRevoked credential: PeopleTable.Apply(db, recorded.Index, credential); break;
            case ProgramKeyMade made: ProgramKeysTable.Apply(db, recorded, made); break;
            case ProgramKeyRevoked revoked: ProgramKeysTable.Apply(db, revoked); break;
            case AgentCreated agent: PeopleTable.Apply(db, recorded, agent); break;
            case AgentAssigned assigned: PeopleTable.Apply(db, recorded, assigned); break;
            case EnrolmentOffered offered: DevicesTable.Apply(db, offered); break;
            case DeviceEnrolled enrolled: DevicesTable.Apply(db, recorded, enrolled); break;
            case DeviceCutOff cut: DevicesTable.Apply(db, cut); break;
            case RosterSet roster: RosterTable.Apply(db, roster); break;
            case MessageSent message: RosterTable.Apply(db, recorded, message); break;
            case AgentTrained trained: TrainingTable.Apply(db, recorded.Index, trained); break;
            case TrainingWithdrawn withdrawn: TrainingTable.Apply(db, withdrawn); break;
            case InterestsDeclared declared: InterestsTable.Apply(db, recorded, declared); break;
            case AgentRulesSet rules: TrainingTable.Apply(db, recorded.Index, rules); break;
            case PhotosSet photos: PhotosTable.Apply(db, recorded.Index, photos); break;
            case BaseMapSet map: MapsTable.Apply(db, recorded, map); break;
            case BaseMapRemoved map: MapsTable.Apply(db, map); break;
            case SafetySet safety: SafetyTable.Apply(db, recorded, safety); break;
            case CheckedIn said:
                SafetyTable.Apply(db, recorded, said);
                AlertsTable.Apply(db, recorded, said);
                break;
            case SiteClosed closed: SafetyTable.Apply(db, recorded.Index, closed); break;
            case SiteReopened reopened: SafetyTable.Apply(db, recorded.Index, reopened); break;
            case AlertRaised raised: AlertsTable.Apply(db, recorded, raised); break;
            case AlertTold told: AlertsTable.Apply(db, recorded, told); break;
            case AlertTaken taken: AlertsTable.Apply(db, recorded, taken); break;
            case AlertsSet set: ListenersTable.Apply(db, set); break;
            case ListenerSet set: ListenersTable.Apply(db, recorded, set); break;
            case ListenerRemoved removed: ListenersTable.Apply(db, removed); break;
            case HookSet set: HooksTable.Apply(db, recorded.Index, set); break;
            case HookRemoved removed: HooksTable.Apply(db, removed); break;
            case BackChecksSet set: BackChecksTable.Apply(db, recorded, set); break;
            case BackCheckAsked asked: BackChecksTable.Apply(db, recorded, asked); break;
            case BackCheckGiven given: BackChecksTable.Apply(db, given); break;
            case BackCheckCompared compared: BackChecksTable.Apply(db, compared); break;
            case BackCheckDropped dropped: BackChecksTable.Apply(db, dropped); break;
            case IncidentOpened opened: IncidentsTable.Apply(db, recorded, opened); break;
            case IncidentBorneOut or IncidentTaken or IncidentFactsAsked or IncidentNoted or IncidentInformed or AuthorityDecided or IncidentAffected or IncidentDisputed or SeverityOverridden or IncidentPaused or IncidentResumed
                or IncidentStepMet or IncidentMerged or IncidentsKeptApart or IncidentClosed or IncidentReopened or DeterminationProposed or DeterminationDecided:
                IncidentsTable.Apply(db, recorded);
                AlertsTable.ApplyIncident(db, recorded);
                break;
            case PlanDrafted or PlanLineSet or PlanLineTaken or PlanIssued or PlanLinked or PlanUnlinked or MeetingHeld or ActionAnswered or ActionReported or ActionChecked or ActionEffectSeen or ActionExtensionAsked
                or ActionExtensionDecided or ActionPaymentSet or ActionEscalated or ActionDropped or MeasureSet or ActionOffered or ActionOfferDecided or ActionHandedBack:
                PlansTable.Apply(db, recorded);
                break;
            case OrganisationSet or OrganisationContactSet or OrganisationUserSet or AgreementSet or AgreementExtended: OrganisationsTable.Apply(db, recorded); break;
            case OrganisationIdentified said: CounterpartiesTable.Apply(db, recorded, said.Organisation); break;
            case OwnersDeclared said: CounterpartiesTable.Apply(db, recorded, said.Organisation); break;
            case PermitSet said: CounterpartiesTable.Apply(db, recorded, said.Organisation); break;
            case CounterpartyChecked said: CounterpartiesTable.Apply(db, recorded, said.Organisation); break;
            case HitReviewed said: CounterpartiesTable.Apply(db, recorded, said.Organisation); break;
            case WorkplacesSet said: CounterpartiesTable.Apply(db, recorded, said.Organisation); break;
            case AreaChecked or AdvisorySet or AdvisoryLifted: RedFlagsTable.Apply(db, recorded); break;
            case ProjectSet or ProjectReported or ProjectEnded: ProjectsTable.Apply(db, recorded); break;
            case ReportTextSet or ReplyAsked or ReplyGiven or ReplyWaived or ReportPublished or ReportRests or ProgrammeReportRests or ReportDisclosed: ReportsTable.Apply(db, recorded); break;
            case SummaryPublished or SummaryWithdrawn: SummariesTable.Apply(db, recorded); break;
            case ProgrammeTextSet or ProgrammeReportPublished: ProgrammeReportsTable.Apply(db, recorded); break;
            // Of a month at a site, or of the programme: only one of them has it.
            case ReportWithdrawn:
                ReportsTable.Apply(db, recorded);
                ProgrammeReportsTable.Apply(db, recorded);
                break;
            case PhotoReleased or TextReleased or ReleaseTakenBack or ReleaseDisclosed: ReleasesTable.Apply(db, recorded); break;
            case OutsideRead read: ReadsTable.Apply(db, recorded, read); break;
            case BuyerDecided decided: DecisionsOfBuyersTable.Apply(db, recorded, decided); break;
            case AuditSet or AuditSampleAsked or AuditSampleDrawn or AuditPaperSaved or AuditFindingRaised or AuditFindingAnswered or AuditFindingClosed or AuditShared or AuditItemOpened: AuditsTable.Apply(db, recorded); break;
            case CredentialIssued issued: CredentialsTable.Apply(db, recorded, issued); break;
            case CredentialPassedOn passed: CredentialsTable.Apply(db, recorded, passed); break;
            case CredentialStatusChanged changed: CredentialsTable.Apply(db, recorded, changed); break;
            case CustodyRecorded or CustodyWithdrawn or TagsRecorded or LotsHeld or LotsReleased or AnomalyCleared: CustodyTable.Apply(db, recorded); break;
            case DataSetSet set: DataSetsTable.Apply(db, recorded, set); break;
            // These are followed beside the ratings, in the order of the ledger with what records ask.
            case EntityDeleted or EntityConflictSeen: break;
            case CataloguePublished catalogue: CatalogueTable.Apply(db, recorded, catalogue); break;
            case Ledger.PartErased erased:
                SubmissionsTable.Apply(db, erased);
                NewsTable.Apply(db, erased);
                InterestsTable.Apply(db, erased);
                OrganisationsTable.Apply(db, erased);
                CounterpartiesTable.Apply(db, erased);
                break;
            case Ledger.LedgerCreated created: Ledger.KeysTable.Apply(db, recorded.Index, created); break;
            case Ledger.KeyRotated rotated: Ledger.KeysTable.Apply(db, recorded.Index, rotated); break;
            case Ledger.RecordsRead or SignedIn or UploadsExpired or NoticeTold: break;
            default: throw new InvalidOperationException($"No view follows {recorded.Fact.GetType().Name}; add its arm here.");
        }
    }
}
