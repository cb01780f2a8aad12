using Adit.Forms;
using Adit.People;
using Adit.Risk;
using Adit.Sites;
using Adit.Submissions;

namespace Adit.Storage;

/// <summary>How the tables follow the ledger: one arm a kind of fact, the same while recording and while rebuilding.</summary>
internal static class Views
{
    public static Table[] Tables { get; } =
    [
        .. SitesTable.Tables,
        .. FormsTable.Tables,
        .. PeopleTable.Tables,
        .. SubmissionsTable.Tables,
        .. CatalogueTable.Tables,
        .. RatingsTable.Tables,
        .. DaysTable.Tables,
    ];

    public static void Apply(Connection db, KeyStore keys, Recorded recorded)
    {
        switch (recorded.Fact)
        {
            case SubmissionAccepted accepted: SubmissionsTable.Apply(db, keys.AliasKey, recorded, accepted); break;
            case AttachmentReceived attachment: SubmissionsTable.Apply(db, attachment); break;
            case SubmissionReviewed reviewed: SubmissionsTable.Apply(db, recorded, reviewed); break;
            case SubmissionWithdrawn withdrawn: SubmissionsTable.Apply(db, recorded, withdrawn); break;
            case SiteRegistered site: SitesTable.Apply(db, recorded.Index, site); break;
            case SiteStageChanged stage: SitesTable.Apply(db, stage); break;
            case PitRegistered pit: SitesTable.Apply(db, recorded.Index, pit); break;
            case SiteParameterSet parameter: SitesTable.Apply(db, recorded.Index, parameter); break;
            case FormPublished form: FormsTable.Apply(db, recorded, form); break;
            case FormStateChanged state: FormsTable.Apply(db, state); break;
            case FormMediaSet media: FormsTable.Apply(db, media); break;
            case UserCreated user: PeopleTable.Apply(db, user); break;
            case UserDisabled user: PeopleTable.Apply(db, user); break;
            case CredentialSet credential: PeopleTable.Apply(db, recorded.Index, credential); break;
            case CredentialRevoked credential: PeopleTable.Apply(db, recorded.Index, credential); break;
            case AgentCreated agent: PeopleTable.Apply(db, recorded, agent); break;
            case AgentAssigned assigned: PeopleTable.Apply(db, recorded, assigned); break;
            case CataloguePublished catalogue: CatalogueTable.Apply(db, recorded, catalogue); break;
            case Ledger.PartErased erased: SubmissionsTable.Apply(db, erased); break;
            case Ledger.LedgerCreated or Ledger.RecordsRead or SignedIn: break;
            default: throw new InvalidOperationException($"No view follows {recorded.Fact.GetType().Name}; add its arm here.");
        }
    }
}
