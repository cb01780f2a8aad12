using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Data.Common;
using Adit.Alerts;
using Adit.Audits;
using Adit.BackChecks;
using Adit.Counterparties;
using Adit.DataSets;
using Adit.Forms;
using Adit.Hooks;
using Adit.Incidents;
using Adit.Partners;
using Adit.People;
using Adit.Plans;
using Adit.Safety;
using Adit.Sites;
using Adit.Stages;
using Dapper;

namespace Adit.Storage;

/// <summary>What nearly every request must know, read once and kept until something of it changes: sites, forms, people and their credentials.</summary>
internal sealed record Register(
    FrozenDictionary<SiteId, Site> Sites, FrozenDictionary<string, SiteId> SiteCodes, FrozenDictionary<SiteId, ImmutableArray<Pit>> Pits,
    ImmutableArray<PublishedForm> Published, FrozenDictionary<(string Form, string Version), OpenForm> Forms,
    ImmutableArray<User> Users, FrozenDictionary<ActorId, User> UsersById, ImmutableArray<Agent> Agents, FrozenDictionary<ActorId, Agent> AgentsById,
    ILookup<ActorId, Credential> CredentialsOf, FrozenDictionary<string, Secret> Secrets,
    ImmutableArray<EnrolledDevice> Devices, FrozenDictionary<string, FormTargeted> Targets, Agreed Agreed, ImmutableArray<AuditSet> Audits, FrozenDictionary<Guid, ProgramKey> Keys)
{
    private readonly ConcurrentDictionary<string, ImmutableArray<Site>> _byName = [];

    /// <summary>The sites that the programme monitors.</summary>
    public ImmutableArray<Site> Monitored { get; } = [.. Sites.Values.Where(s => s.Kind == SiteKind.Monitored)];

    /// <summary>The zones that they lie in.</summary>
    public ImmutableArray<string> Zones { get; } = [.. Sites.Values.Where(s => s.Kind == SiteKind.Monitored).Select(s => s.Zone).Distinct()];

    /// <summary>The phone that holds a credential.</summary>
    public FrozenDictionary<Guid, EnrolledDevice> DeviceOf { get; } = Devices.Where(d => !d.CutOff).SelectMany(d => d.Credentials.Select(c => (c, d))).ToFrozenDictionary(p => p.c, p => p.d);

    /// <summary>The phones of each agent that are not cut off.</summary>
    public ILookup<ActorId, EnrolledDevice> DevicesOf { get; } = Devices.Where(d => !d.CutOff).ToLookup(d => d.Agent);

    /// <summary>Whether an agent's phone is offered a form: it is theirs, meant for who they are, and of use where they work.</summary>
    public bool Offers(Agent agent, string form) => (agent.Forms.IsEmpty || agent.Forms.Contains(form))
        && (!Targets.TryGetValue(form, out var target)
            || (target.IsFor(agent.Functions) && (target.IsEverywhere || agent.Sites.Any(s => Sites.TryGetValue(s, out var site) && target.Reaches(site.Id, site.Stage)))));

    /// <summary>The data sets that published forms declare, by name.</summary>
    public FrozenDictionary<string, DeclaredDataSet> DataSets { get; } =
        DeclaredDataSet.Of(Published.OrderBy(p => p.Published).Select(p => Forms[(p.Form, p.Version)].Form)).ToFrozenDictionary(d => d.Name);

    /// <summary>How many agents are assigned to each site that has any.</summary>
    public FrozenDictionary<SiteId, int> AgentsAt { get; } = Agents.SelectMany(a => a.Sites.Distinct()).GroupBy(s => s).ToFrozenDictionary(g => g.Key, g => g.Count());

    /// <summary>The monitored sites in the order of names, as the language of the current culture has it.</summary>
    public ImmutableArray<Site> MonitoredByName() => _byName.GetOrAdd(
        System.Globalization.CultureInfo.CurrentCulture.Name, _ => [.. Monitored.OrderBy(s => s.Name, StringComparer.CurrentCulture).ThenBy(s => s.Id.Value)]);

    /// <summary>Whether the register may be another one after a fact.</summary>
    public static bool Reads(Recorded recorded) =>
        recorded.Fact is not (Submissions.SubmissionAccepted or Submissions.AttachmentReceived or Submissions.SubmissionReviewed or Submissions.SubmissionWithdrawn
            or Submissions.UploadLetIn or Submissions.UploadDiscarded or Submissions.UploadsExpired or Ledger.RecordsRead or SignedIn or RosterSet or MessageSent
            or AgentTrained or TrainingWithdrawn or InterestsDeclared or AgentRulesSet
            or PhotosSet or Maps.BaseMapSet or Maps.BaseMapRemoved or SafetySet or CheckedIn or SiteClosed or SiteReopened or AlertRaised or AlertTold or AlertTaken
            or AlertsSet or ListenerSet or ListenerRemoved or NoticeTold or HookSet or HookRemoved
            or IncidentOpened or IncidentFactsAsked or IncidentBorneOut or IncidentTaken or IncidentNoted or IncidentInformed or AuthorityDecided or IncidentAffected or IncidentDisputed or SeverityOverridden or IncidentPaused
            or IncidentResumed or IncidentStepMet or IncidentMerged or IncidentsKeptApart or IncidentClosed or IncidentReopened or DeterminationProposed or DeterminationDecided
            or PlanDrafted or PlanLineSet or PlanLineTaken or PlanIssued or PlanLinked or PlanUnlinked or MeetingHeld or ActionAnswered or ActionReported or ActionChecked or ActionEffectSeen or ActionExtensionAsked
            or ActionExtensionDecided or ActionPaymentSet or ActionEscalated or ActionDropped or MeasureSet or ActionOffered or ActionOfferDecided or ActionHandedBack or ProjectSet or ProjectReported or ProjectEnded
            or Reports.ReportTextSet or Reports.ReplyAsked or Reports.ReplyGiven or Reports.ReplyWaived or Reports.ReportPublished or Reports.ReportRests or Reports.ProgrammeReportRests or Summaries.SummaryPublished or Summaries.SummaryWithdrawn or Reports.ReportWithdrawn or Reports.ReportDisclosed or Reports.ProgrammeTextSet or Reports.ProgrammeReportPublished or Decisions.BuyerDecided
            or AuditSampleAsked or AuditSampleDrawn or AuditPaperSaved or AuditFindingRaised or AuditFindingAnswered or AuditFindingClosed or AuditShared or AuditItemOpened
            or OrganisationIdentified or OwnersDeclared or PermitSet or CounterpartyChecked or HitReviewed or WorkplacesSet or RedFlags.AreaChecked or RedFlags.AdvisorySet or RedFlags.AdvisoryLifted
            or BackChecksSet or BackCheckAsked or BackCheckGiven or BackCheckCompared or BackCheckDropped
            or CandidateNamed or StageItemChecked or StageProposed or StageDecided
            or DataSetSet or EntityDeleted or EntityConflictSeen or Releases.PhotoReleased or Releases.TextReleased or Releases.ReleaseTakenBack or Releases.ReleaseDisclosed or OutsideRead
            or Credentials.CredentialIssued or Credentials.CredentialPassedOn or Credentials.CredentialStatusChanged);
}

/// <summary>A form version ready to read records with.</summary>
/// <param name="Encrypting">Its bytes as apps of others get them, where they differ: of a form that no phone may read again, with the key that they encrypt for.</param>
internal sealed record OpenForm(PublishedForm Published, Form Form, string Sha256, ImmutableArray<FormMedia> Media, byte[]? Encrypting = null)
{
    /// <summary>MD5 of what apps of others get.</summary>
    public string Md5 { get; } = Encrypting is null ? Published.Md5 : Phones.OpenRosaAnswer.Md5(Encrypting);
}

/// <summary>An uploaded media file of a form version.</summary>
internal sealed record FormMedia(string Name, string Type, string Md5, Protection.Blob Blob);

/// <summary>A secret that stands: whose, of which kind. Found by its hash, or by owner for passwords.</summary>
internal sealed record Secret(Guid Credential, ActorId Owner, string Kind, string Hash);

/// <summary>Keeps the register in step with the ledger: dropped when a fact that it reads was committed, read again when next asked for.</summary>
internal sealed class Registers
{
    private readonly Database _database;
    private readonly Lock _reading = new(), _setting = new();
    private readonly Dictionary<string, Form> _parsed = [];
    private readonly Dictionary<string, byte[]> _encrypting = [];
    private volatile Register? _current;
    private int _changes;

    public Registers(Database database)
    {
        _database = database;
        database.Committed += recorded =>
        {
            if (recorded.Any(Register.Reads))
                Forget();
        };
        database.Followed += reads =>
        {
            if (reads)
                Forget();
        };
    }

    public Register Current => _current ?? Read();

    public void Forget()
    {
        lock (_setting)
        {
            _changes++;
            _current = null;
        }
    }

    private Register Read()
    {
        lock (_reading)
        {
            if (_current is { } known)
                return known;
            var before = Volatile.Read(ref _changes);
            var register = _database.Read(Read);
            // Checked and set in one, or a key revoked between the two would go on opening.
            lock (_setting)
                if (before == _changes)
                    _current = register;
            return register;
        }
    }

    private Register Read(DbConnection db)
    {
        ImmutableArray<Site> sites = [.. SitesTable.All(db, SiteKind.Monitored), .. SitesTable.All(db, SiteKind.Reference)];
        ImmutableArray<PublishedForm> published = [.. FormsTable.All(db)];
        var media = FormsTable.Media(db).ToLookup(m => (m.Form, m.Version), m => new FormMedia(m.Name, m.Type, m.Md5, m.Blob));
        ImmutableArray<User> users = [.. PeopleTable.Users(db)];
        ImmutableArray<Agent> agents = [.. PeopleTable.Agents(db)];
        ImmutableArray<Credential> credentials = [.. PeopleTable.Credentials(db)];
        var keys = ProgramKeysTable.All(db);
        return new(
            sites.ToFrozenDictionary(s => s.Id), sites.GroupBy(s => s.Code).ToFrozenDictionary(g => g.Key, g => g.First().Id),
            SitesTable.Pits(db).GroupBy(p => p.Site).ToFrozenDictionary(g => g.Key, g => g.ToImmutableArray()),
            published, published.Select(p => Open(db, p, [.. media[(p.Form, p.Version)]])).ToFrozenDictionary(f => (f.Published.Form, f.Published.Version)),
            users, users.ToFrozenDictionary(u => u.Id), agents, agents.ToFrozenDictionary(a => a.Id), credentials.ToLookup(c => c.Owner), Secrets(credentials.Where(c => !c.Revoked).Select(c => c.Id).Concat(keys.Where(k => !k.Revoked).Select(k => k.Made.Key))), [.. DevicesTable.All(db)],
            FormsTable.Targets(db).ToFrozenDictionary(t => t.Form), OrganisationsTable.All(db), AuditsTable.Set(db), keys.ToFrozenDictionary(k => k.Made.Key));
    }

    private OpenForm Open(DbConnection db, PublishedForm published, ImmutableArray<FormMedia> media)
    {
        var xml = FormsTable.Xml(db, published.Form, published.Version)!;
        var sha = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(xml));
        if (!_parsed.TryGetValue(sha, out var form))
            _parsed[sha] = form = XFormReading.Read(xml).Form ?? throw new InvalidDataException($"The published form {published.Form} {published.Version} cannot be read any more.");
        return new(published, form, sha, media, Encrypting(sha, form, xml));
    }

    private byte[]? Encrypting(string sha, Form form, byte[] xml)
    {
        if (form is not { Sealed: true, PublicKey: null } || _database.Keys.CollectKey is not { } key)
            return null;
        return _encrypting.TryGetValue(sha, out var known) ? known : _encrypting[sha] = FormEncryption.With(key.Public, xml);
    }

    private FrozenDictionary<string, Secret> Secrets(IEnumerable<Guid> credentials)
    {
        var standing = credentials.ToHashSet();
        return _database.Keys.AllSecrets()
            .Where(s => standing.Contains(s.Credential))
            .GroupBy(s => s.Hash).ToFrozenDictionary(g => g.Key, g => g.First());
    }
}
