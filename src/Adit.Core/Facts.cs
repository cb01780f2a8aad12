using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
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

namespace Adit;

/// <summary>One kind of fact: its name for ever, and the tier that each of its members is kept at.</summary>
/// <param name="Tier">Where members stand that <paramref name="Shallower"/> does not name.</param>
/// <param name="Shallower">Members that readers of a shallower tier may have, by their JSON name.</param>
public sealed record FactKind(string Name, JsonTypeInfo Json, Tier Tier, FrozenDictionary<string, Tier> Shallower)
{
    /// <summary>The record type in C#.</summary>
    public Type Type => Json.Type;
}

/// <summary>Every kind of fact there is, and its one form in bytes: UTF-8 JSON, camel case, members in the order of their declaration.</summary>
public static class Facts
{
    /// <summary>The vocabulary. A changed shape gets a new number, and both are read for ever.</summary>
    public static ImmutableArray<FactKind> Kinds { get; } =
    [
        Kind("ledger.created.1", FactsJson.Default.LedgerCreated, Tier.T0),
        Kind("key.rotated.1", FactsJson.Default.KeyRotated, Tier.T0),
        Kind("part.erased.1", FactsJson.Default.PartErased, Tier.T2, ("entry", Tier.T0), ("slots", Tier.T0)),
        Kind("records.read.1", FactsJson.Default.RecordsRead, Tier.T2),
        Kind("user.created.1", FactsJson.Default.UserCreated, Tier.T2),
        Kind("user.disabled.1", FactsJson.Default.UserDisabled, Tier.T2),
        Kind("credential.set.1", FactsJson.Default.CredentialSet, Tier.T2),
        Kind("credential.revoked.1", FactsJson.Default.CredentialRevoked, Tier.T2),
        Kind("signed.in.1", FactsJson.Default.SignedIn, Tier.T2),
        Kind("program.key-made.1", FactsJson.Default.ProgramKeyMade, Tier.T2),
        Kind("program.key-revoked.1", FactsJson.Default.ProgramKeyRevoked, Tier.T2),
        Kind("agent.created.1", FactsJson.Default.AgentCreated, Tier.T2),
        Kind("agent.assigned.1", FactsJson.Default.AgentAssigned, Tier.T2),
        Kind("enrolment.offered.1", FactsJson.Default.EnrolmentOffered, Tier.T2),
        Kind("device.enrolled.1", FactsJson.Default.DeviceEnrolled, Tier.T2),
        Kind("device.cut-off.1", FactsJson.Default.DeviceCutOff, Tier.T2),
        Kind("roster.set.1", FactsJson.Default.RosterSet, Tier.T2),
        Kind("message.sent.1", FactsJson.Default.MessageSent, Tier.T2),
        Kind("agent.trained.1", FactsJson.Default.AgentTrained, Tier.T2),
        Kind("training.withdrawn.1", FactsJson.Default.TrainingWithdrawn, Tier.T2),
        Kind("interests.declared.1", FactsJson.Default.InterestsDeclared, Tier.T2),
        Kind("agent.rules-set.1", FactsJson.Default.AgentRulesSet, Tier.T2),
        Kind("safety.set.1", FactsJson.Default.SafetySet, Tier.T2),
        Kind("checked.in.1", FactsJson.Default.CheckedIn, Tier.T2),
        Kind("alert.raised.1", FactsJson.Default.AlertRaised, Tier.T2),
        Kind("alert.told.1", FactsJson.Default.AlertTold, Tier.T2),
        Kind("alert.taken.1", FactsJson.Default.AlertTaken, Tier.T2),
        Kind("alerts.set.1", FactsJson.Default.AlertsSet, Tier.T2),
        Kind("listener.set.1", FactsJson.Default.ListenerSet, Tier.T2),
        Kind("listener.removed.1", FactsJson.Default.ListenerRemoved, Tier.T2),
        Kind("notice.told.1", FactsJson.Default.NoticeTold, Tier.T2),
        Kind("hook.set.1", FactsJson.Default.HookSet, Tier.T2),
        Kind("hook.removed.1", FactsJson.Default.HookRemoved, Tier.T2),
        Kind("photos.set.1", FactsJson.Default.PhotosSet, Tier.T2),
        Kind("basemap.set.1", FactsJson.Default.BaseMapSet, Tier.T2),
        Kind("basemap.removed.1", FactsJson.Default.BaseMapRemoved, Tier.T2),
        Kind("site.closed.1", FactsJson.Default.SiteClosed, Tier.T2, ("site", Tier.T1), ("from", Tier.T1), ("until", Tier.T1)),
        Kind("site.reopened.1", FactsJson.Default.SiteReopened, Tier.T1),
        Kind("site.registered.1", FactsJson.Default.SiteRegistered, Tier.T2,
            ("site", Tier.T1), ("code", Tier.T1), ("name", Tier.T1), ("kind", Tier.T1), ("stage", Tier.T1), ("country", Tier.T1), ("province", Tier.T1), ("minerals", Tier.T1), ("zone", Tier.T1), ("siteType", Tier.T1), ("ruleSets", Tier.T1), ("credit", Tier.T1)),
        Kind("site.stage-changed.1", FactsJson.Default.SiteStageChanged, Tier.T1),
        Kind("candidate.named.1", FactsJson.Default.CandidateNamed, Tier.T2),
        Kind("stage.item-checked.1", FactsJson.Default.StageItemChecked, Tier.T2, ("site", Tier.T1), ("list", Tier.T1), ("item", Tier.T1), ("state", Tier.T1), ("day", Tier.T1)),
        Kind("stage.proposed.1", FactsJson.Default.StageProposed, Tier.T2),
        Kind("stage.decided.1", FactsJson.Default.StageDecided, Tier.T2, ("proposal", Tier.T1), ("site", Tier.T1), ("verdict", Tier.T1), ("agreed", Tier.T1), ("day", Tier.T1)),
        Kind("pit.registered.1", FactsJson.Default.PitRegistered, Tier.T2),
        Kind("site.parameter-set.1", FactsJson.Default.SiteParameterSet, Tier.T1),
        Kind("form.published.1", FactsJson.Default.FormPublished, Tier.T1),
        Kind("form.state-changed.1", FactsJson.Default.FormStateChanged, Tier.T1),
        Kind("form.targeted.1", FactsJson.Default.FormTargeted, Tier.T1),
        Kind("form.media-set.1", FactsJson.Default.FormMediaSet, Tier.T2),
        Kind("submission.accepted.1", FactsJson.Default.SubmissionAccepted, Tier.T2),
        Kind("attachment.received.1", FactsJson.Default.AttachmentReceived, Tier.T2),
        Kind("submission.reviewed.1", FactsJson.Default.SubmissionReviewed, Tier.T2),
        Kind("submission.withdrawn.1", FactsJson.Default.SubmissionWithdrawn, Tier.T2),
        Kind("upload.let-in.1", FactsJson.Default.UploadLetIn, Tier.T2),
        Kind("upload.discarded.1", FactsJson.Default.UploadDiscarded, Tier.T2),
        Kind("upload.expired.1", FactsJson.Default.UploadsExpired, Tier.T2),
        Kind("backchecks.set.1", FactsJson.Default.BackChecksSet, Tier.T0),
        Kind("backcheck.asked.1", FactsJson.Default.BackCheckAsked, Tier.T2),
        Kind("backcheck.given.1", FactsJson.Default.BackCheckGiven, Tier.T2),
        Kind("backcheck.compared.1", FactsJson.Default.BackCheckCompared, Tier.T2),
        Kind("backcheck.dropped.1", FactsJson.Default.BackCheckDropped, Tier.T2),
        Kind("incident.opened.1", FactsJson.Default.IncidentOpened, Tier.T2, ("incident", Tier.T1), ("number", Tier.T1), ("site", Tier.T1), ("source", Tier.T1), ("day", Tier.T1), ("learnt", Tier.T1), ("findings", Tier.T1), ("catalogue", Tier.T1), ("deadlines", Tier.T1)),
        Kind("incident.borne-out.1", FactsJson.Default.IncidentBorneOut, Tier.T2, ("incident", Tier.T1), ("findings", Tier.T1), ("deadlines", Tier.T1)),
        Kind("incident.taken.1", FactsJson.Default.IncidentTaken, Tier.T2),
        Kind("incident.noted.1", FactsJson.Default.IncidentNoted, Tier.T2),
        Kind("incident.facts-asked.1", FactsJson.Default.IncidentFactsAsked, Tier.T2, ("incident", Tier.T1), ("form", Tier.T1), ("until", Tier.T1)),
        Kind("incident.informed.1", FactsJson.Default.IncidentInformed, Tier.T2),
        Kind("authority.decided.1", FactsJson.Default.AuthorityDecided, Tier.T2),
        Kind("incident.affected.1", FactsJson.Default.IncidentAffected, Tier.T2),
        Kind("incident.disputed.1", FactsJson.Default.IncidentDisputed, Tier.T2, ("incident", Tier.T1), ("party", Tier.T1), ("day", Tier.T1)),
        Kind("incident.severity-overridden.1", FactsJson.Default.SeverityOverridden, Tier.T2, ("incident", Tier.T1), ("level", Tier.T1)),
        Kind("incident.paused.1", FactsJson.Default.IncidentPaused, Tier.T2),
        Kind("incident.resumed.1", FactsJson.Default.IncidentResumed, Tier.T1),
        Kind("incident.step-met.1", FactsJson.Default.IncidentStepMet, Tier.T2, ("incident", Tier.T1), ("step", Tier.T1), ("day", Tier.T1), ("deadlines", Tier.T1)),
        Kind("incident.merged.1", FactsJson.Default.IncidentMerged, Tier.T1),
        Kind("incident.kept-apart.1", FactsJson.Default.IncidentsKeptApart, Tier.T1),
        Kind("incident.closed.1", FactsJson.Default.IncidentClosed, Tier.T2, ("incident", Tier.T1), ("site", Tier.T1), ("cause", Tier.T1), ("day", Tier.T1), ("ends", Tier.T1), ("sameAgent", Tier.T1)),
        Kind("incident.reopened.1", FactsJson.Default.IncidentReopened, Tier.T2, ("incident", Tier.T1), ("undoes", Tier.T1)),
        Kind("determination.proposed.1", FactsJson.Default.DeterminationProposed, Tier.T2),
        Kind("determination.decided.1", FactsJson.Default.DeterminationDecided, Tier.T2, ("determination", Tier.T1), ("incident", Tier.T1), ("site", Tier.T1), ("outcome", Tier.T1), ("agreed", Tier.T1), ("day", Tier.T1), ("indicators", Tier.T1), ("deadlines", Tier.T1)),
        Kind("plan.drafted.1", FactsJson.Default.PlanDrafted, Tier.T2, ("plan", Tier.T1), ("site", Tier.T1), ("month", Tier.T1), ("catalogue", Tier.T1), ("carried", Tier.T1)),
        Kind("plan.line-set.1", FactsJson.Default.PlanLineSet, Tier.T2, ("plan", Tier.T1)),
        Kind("plan.line-taken.1", FactsJson.Default.PlanLineTaken, Tier.T2, ("plan", Tier.T1), ("action", Tier.T1)),
        Kind("plan.issued.1", FactsJson.Default.PlanIssued, Tier.T2, ("plan", Tier.T1), ("site", Tier.T1), ("day", Tier.T1)),
        Kind("plan.linked.1", FactsJson.Default.PlanLinked, Tier.T2),
        Kind("plan.unlinked.1", FactsJson.Default.PlanUnlinked, Tier.T2),
        Kind("meeting.held.1", FactsJson.Default.MeetingHeld, Tier.T2, ("plan", Tier.T1), ("day", Tier.T1), ("came", Tier.T1)),
        Kind("action.answered.1", FactsJson.Default.ActionAnswered, Tier.T2, ("action", Tier.T1), ("party", Tier.T1), ("accepted", Tier.T1)),
        Kind("action.reported.1", FactsJson.Default.ActionReported, Tier.T2, ("action", Tier.T1), ("party", Tier.T1), ("done", Tier.T1)),
        Kind("action.checked.1", FactsJson.Default.ActionChecked, Tier.T2, ("action", Tier.T1), ("result", Tier.T1), ("day", Tier.T1), ("sameAgent", Tier.T1), ("effect", Tier.T1)),
        Kind("action.effect-seen.1", FactsJson.Default.ActionEffectSeen, Tier.T1),
        Kind("action.extension-asked.1", FactsJson.Default.ActionExtensionAsked, Tier.T2, ("action", Tier.T1), ("until", Tier.T1)),
        Kind("action.extension-decided.1", FactsJson.Default.ActionExtensionDecided, Tier.T2, ("action", Tier.T1), ("granted", Tier.T1), ("until", Tier.T1)),
        Kind("action.payment-set.1", FactsJson.Default.ActionPaymentSet, Tier.T2, ("action", Tier.T1), ("paid", Tier.T1)),
        Kind("action.escalated.1", FactsJson.Default.ActionEscalated, Tier.T1),
        Kind("action.dropped.1", FactsJson.Default.ActionDropped, Tier.T2, ("action", Tier.T1)),
        Kind("measure.set.1", FactsJson.Default.MeasureSet, Tier.T1),
        Kind("organisation.set.1", FactsJson.Default.OrganisationSet, Tier.T2),
        Kind("organisation.contact-set.1", FactsJson.Default.OrganisationContactSet, Tier.T2),
        Kind("organisation.user-set.1", FactsJson.Default.OrganisationUserSet, Tier.T2),
        Kind("agreement.set.1", FactsJson.Default.AgreementSet, Tier.T2),
        Kind("agreement.extended.1", FactsJson.Default.AgreementExtended, Tier.T2),
        Kind("organisation.identified.1", FactsJson.Default.OrganisationIdentified, Tier.T2),
        Kind("organisation.owners-declared.1", FactsJson.Default.OwnersDeclared, Tier.T2),
        Kind("organisation.permit-set.1", FactsJson.Default.PermitSet, Tier.T2),
        Kind("organisation.checked.1", FactsJson.Default.CounterpartyChecked, Tier.T2),
        Kind("organisation.hit-reviewed.1", FactsJson.Default.HitReviewed, Tier.T2),
        Kind("organisation.workplaces-set.1", FactsJson.Default.WorkplacesSet, Tier.T2),
        Kind("area.checked.1", FactsJson.Default.AreaChecked, Tier.T1),
        Kind("advisory.set.1", FactsJson.Default.AdvisorySet, Tier.T1),
        Kind("advisory.lifted.1", FactsJson.Default.AdvisoryLifted, Tier.T1),
        Kind("action.offered.1", FactsJson.Default.ActionOffered, Tier.T2),
        Kind("action.offer-decided.1", FactsJson.Default.ActionOfferDecided, Tier.T2),
        Kind("action.handed-back.1", FactsJson.Default.ActionHandedBack, Tier.T2),
        Kind("project.set.1", FactsJson.Default.ProjectSet, Tier.T2),
        Kind("project.reported.1", FactsJson.Default.ProjectReported, Tier.T2),
        Kind("project.ended.1", FactsJson.Default.ProjectEnded, Tier.T2),
        Kind("report.text-set.1", FactsJson.Default.ReportTextSet, Tier.T2),
        Kind("report.reply-asked.1", FactsJson.Default.ReplyAsked, Tier.T2),
        Kind("report.reply-given.1", FactsJson.Default.ReplyGiven, Tier.T2),
        Kind("report.reply-waived.1", FactsJson.Default.ReplyWaived, Tier.T2),
        Kind("report.published.1", FactsJson.Default.ReportPublished, Tier.T1),
        Kind("report.rests-on.1", FactsJson.Default.ReportRests, Tier.T1),
        Kind("summary.published.1", FactsJson.Default.SummaryPublished, Tier.T2, ("version", Tier.T0), ("says", Tier.T0), ("why", Tier.T0)),
        Kind("summary.withdrawn.1", FactsJson.Default.SummaryWithdrawn, Tier.T2, ("version", Tier.T0)),
        Kind("programme.report-text-set.1", FactsJson.Default.ProgrammeTextSet, Tier.T2),
        Kind("programme.report-published.1", FactsJson.Default.ProgrammeReportPublished, Tier.T2, ("report", Tier.T1), ("span", Tier.T1), ("version", Tier.T1), ("says", Tier.T1), ("texts", Tier.T1), ("why", Tier.T1)),
        Kind("programme.report-rests-on.1", FactsJson.Default.ProgrammeReportRests, Tier.T2),
        Kind("report.withdrawn.1", FactsJson.Default.ReportWithdrawn, Tier.T1),
        Kind("report.disclosed.1", FactsJson.Default.ReportDisclosed, Tier.T2),
        Kind("photo.released.1", FactsJson.Default.PhotoReleased, Tier.T2,
            ("release", Tier.T1), ("site", Tier.T1), ("day", Tier.T1), ("sha256", Tier.T1), ("type", Tier.T1), ("bytes", Tier.T1), ("width", Tier.T1), ("height", Tier.T1), ("caption", Tier.T1), ("language", Tier.T1)),
        Kind("text.released.1", FactsJson.Default.TextReleased, Tier.T2, ("release", Tier.T1), ("site", Tier.T1), ("day", Tier.T1), ("text", Tier.T1), ("language", Tier.T1)),
        Kind("release.taken-back.1", FactsJson.Default.ReleaseTakenBack, Tier.T2, ("release", Tier.T1)),
        Kind("release.disclosed.1", FactsJson.Default.ReleaseDisclosed, Tier.T2),
        Kind("outside.read.1", FactsJson.Default.OutsideRead, Tier.T2),
        Kind("buyer.decided.1", FactsJson.Default.BuyerDecided, Tier.T2),
        Kind("audit.set.1", FactsJson.Default.AuditSet, Tier.T2),
        Kind("audit.sample-asked.1", FactsJson.Default.AuditSampleAsked, Tier.T2),
        Kind("audit.sample-drawn.1", FactsJson.Default.AuditSampleDrawn, Tier.T2),
        Kind("audit.paper-saved.1", FactsJson.Default.AuditPaperSaved, Tier.T2),
        Kind("audit.finding-raised.1", FactsJson.Default.AuditFindingRaised, Tier.T2),
        Kind("audit.finding-answered.1", FactsJson.Default.AuditFindingAnswered, Tier.T2),
        Kind("audit.finding-closed.1", FactsJson.Default.AuditFindingClosed, Tier.T2),
        Kind("audit.shared.1", FactsJson.Default.AuditShared, Tier.T2),
        Kind("audit.item-opened.1", FactsJson.Default.AuditItemOpened, Tier.T2),
        Kind("dataset.set.1", FactsJson.Default.DataSetSet, Tier.T2),
        Kind("entity.deleted.1", FactsJson.Default.EntityDeleted, Tier.T2),
        Kind("entity.conflict-seen.1", FactsJson.Default.EntityConflictSeen, Tier.T2),
        Kind("custody.recorded.1", FactsJson.Default.CustodyRecorded, Tier.T2, ("event", Tier.T1), ("kind", Tier.T1), ("at", Tier.T1), ("dayOnly", Tier.T1), ("place", Tier.T1), ("lots", Tier.T1), ("document", Tier.T1)),
        Kind("custody.withdrawn.1", FactsJson.Default.CustodyWithdrawn, Tier.T2, ("event", Tier.T1)),
        Kind("tags.recorded.1", FactsJson.Default.TagsRecorded, Tier.T2, ("event", Tier.T1), ("kind", Tier.T1), ("at", Tier.T1), ("tags", Tier.T1), ("site", Tier.T1)),
        Kind("lots.held.1", FactsJson.Default.LotsHeld, Tier.T2, ("hold", Tier.T1), ("lots", Tier.T1)),
        Kind("lots.released.1", FactsJson.Default.LotsReleased, Tier.T2, ("hold", Tier.T1)),
        Kind("custody.anomaly-cleared.1", FactsJson.Default.AnomalyCleared, Tier.T2, ("anomaly", Tier.T1)),
        Kind("catalogue.published.1", FactsJson.Default.CataloguePublished, Tier.T0),
        Kind("credential.issued.1", FactsJson.Default.CredentialIssued, Tier.T1, ("content", Tier.T2)),
        Kind("credential.status-changed.1", FactsJson.Default.CredentialStatusChanged, Tier.T1, ("why", Tier.T2)),
        Kind("credential.passed-on.1", FactsJson.Default.CredentialPassedOn, Tier.T2, ("credential", Tier.T1), ("kind", Tier.T1), ("list", Tier.T1), ("place", Tier.T1), ("claims", Tier.T1)),
    ];

    private static readonly FrozenDictionary<string, FactKind> ByName = Kinds.ToFrozenDictionary(k => k.Name);
    private static readonly FrozenDictionary<Type, FactKind> ByType = Kinds.ToFrozenDictionary(k => k.Type);

    /// <summary>The kind of a fact.</summary>
    public static FactKind KindOf(Fact fact) => KindOf(fact.GetType());

    /// <summary>The kind of all facts of a type.</summary>
    public static FactKind KindOf(Type fact) => ByType[fact];

    /// <summary>The flag in the head of what was recorded while the server's clock showed an earlier time than before.</summary>
    public const string ClockBack = "server-clock-back";

    /// <summary>The bytes of a fact, its head first. The same fact, time and actor give the same bytes on every machine.</summary>
    /// <param name="clockBack">Whether the server's clock has stepped back; of a record, its own flags say so.</param>
    public static Parts Write(Fact fact, Instant at, ActorId actor, bool clockBack = false)
    {
        var kind = KindOf(fact);
        var head = Head(kind.Name, at, actor, fact, clockBack && fact is not SubmissionAccepted ? [.. fact.Flags, ClockBack] : fact.Flags);
        return fact is SubmissionAccepted submission ? SubmissionBytes.Write(head, submission) : Split(head, kind, fact);
    }

    /// <summary>
    /// Reads a fact back from the parts at hand. Members of tiers that are missing come back as their type's default; the head is needed.
    /// False where the head is missing, or names a kind that this program does not know.
    /// </summary>
    public static bool TryRead(long index, Parts parts, out Recorded recorded)
    {
        recorded = null!;
        if (parts.Head is not { } bytes)
            return false;
        var head = JsonSerializer.Deserialize(bytes.Span, FactsJson.Default.FactHead)!;
        if (!ByName.TryGetValue(head.Fact, out var kind))
            return false;
        var fact = kind.Type == typeof(SubmissionAccepted) ? SubmissionBytes.Read(head, parts) : Merge(kind, parts);
        recorded = new(index, head.At, head.Actor, fact);
        return true;
    }

    /// <summary>Reads the head of an entry alone.</summary>
    public static FactHead HeadIn(ReadOnlyMemory<byte> head) => JsonSerializer.Deserialize(head.Span, FactsJson.Default.FactHead)!;

    private static FactKind Kind(string name, JsonTypeInfo json, Tier tier, params (string Member, Tier Tier)[] shallower) =>
        new(name, json, tier, shallower.ToFrozenDictionary(s => s.Member, s => s.Tier));

    private static ReadOnlyMemory<byte> Head(string name, Instant at, ActorId actor, Fact fact, ImmutableArray<string> flags) =>
        JsonSerializer.SerializeToUtf8Bytes(new FactHead(name, at, actor, fact.Subjects, flags), FactsJson.Default.FactHead);

    private static Parts Split(ReadOnlyMemory<byte> head, FactKind kind, Fact fact)
    {
        var parts = new ReadOnlyMemory<byte>?[4];
        for (var tier = Tier.T0; tier <= Tier.T3; tier++)
            if (tier == kind.Tier || kind.Shallower.Values.Contains(tier))
                parts[(int)tier] = Members(kind, fact, tier);
        return new(head, parts[0], parts[1], parts[2], parts[3]);
    }

    private static ReadOnlyMemory<byte> Members(FactKind kind, Fact fact, Tier tier)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(bytes);
        writer.WriteStartObject();
        foreach (var member in kind.Json.Properties)
        {
            if (member.Get is null || IsOfTheHead(member.Name) || kind.Shallower.GetValueOrDefault(member.Name, kind.Tier) != tier)
                continue;
            var value = member.Get(fact);
            if (member.ShouldSerialize?.Invoke(fact, value) == false)
                continue;
            writer.WritePropertyName(member.Name);
            JsonSerializer.Serialize(writer, value, FactsJson.Default.GetTypeInfo(member.PropertyType)!);
        }
        writer.WriteEndObject();
        writer.Flush();
        return bytes.WrittenMemory;
    }

    // What Fact says of its subjects and flags stands in the head; an override of a member that is left out is not left out by itself.
    private static bool IsOfTheHead(string member) => member is "subjects" or "flags";

    private static Fact Merge(FactKind kind, Parts parts)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            for (var slot = Slot.T0; slot <= Slot.T3; slot++)
            {
                if (parts[slot] is not { } part)
                    continue;
                using var document = JsonDocument.Parse(part);
                foreach (var member in document.RootElement.EnumerateObject())
                    member.WriteTo(writer);
            }
            writer.WriteEndObject();
        }
        return (Fact)JsonSerializer.Deserialize(bytes.WrittenSpan, kind.Json)!;
    }
}

/// <summary>What an entry says before any tier is opened.</summary>
/// <param name="Fact">The name of its kind.</param>
/// <param name="Subjects">Whom or what it is about.</param>
/// <param name="Flags">Codes of what is odd about it.</param>
public sealed record FactHead(string Fact, Instant At, ActorId Actor, ImmutableArray<Guid> Subjects, ImmutableArray<string> Flags);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(FactHead))]
[JsonSerializable(typeof(Envelope))]
[JsonSerializable(typeof(LedgerCreated))]
[JsonSerializable(typeof(KeyRotated))]
[JsonSerializable(typeof(PartErased))]
[JsonSerializable(typeof(RecordsRead))]
[JsonSerializable(typeof(UserCreated))]
[JsonSerializable(typeof(UserDisabled))]
[JsonSerializable(typeof(CredentialSet))]
[JsonSerializable(typeof(CredentialRevoked))]
[JsonSerializable(typeof(SignedIn))]
[JsonSerializable(typeof(ProgramKeyMade))]
[JsonSerializable(typeof(ProgramKeyRevoked))]
[JsonSerializable(typeof(AgentCreated))]
[JsonSerializable(typeof(AgentAssigned))]
[JsonSerializable(typeof(EnrolmentOffered))]
[JsonSerializable(typeof(DeviceEnrolled))]
[JsonSerializable(typeof(DeviceCutOff))]
[JsonSerializable(typeof(RosterSet))]
[JsonSerializable(typeof(MessageSent))]
[JsonSerializable(typeof(AgentTrained))]
[JsonSerializable(typeof(TrainingWithdrawn))]
[JsonSerializable(typeof(InterestsDeclared))]
[JsonSerializable(typeof(AgentRulesSet))]
[JsonSerializable(typeof(SafetySet))]
[JsonSerializable(typeof(CheckedIn))]
[JsonSerializable(typeof(AlertRaised))]
[JsonSerializable(typeof(AlertTold))]
[JsonSerializable(typeof(AlertTaken))]
[JsonSerializable(typeof(AlertsSet))]
[JsonSerializable(typeof(ListenerSet))]
[JsonSerializable(typeof(HookSet))]
[JsonSerializable(typeof(HookRemoved))]
[JsonSerializable(typeof(ListenerRemoved))]
[JsonSerializable(typeof(NoticeTold))]
[JsonSerializable(typeof(PhotosSet))]
[JsonSerializable(typeof(BaseMapSet))]
[JsonSerializable(typeof(BaseMapRemoved))]
[JsonSerializable(typeof(BackChecksSet))]
[JsonSerializable(typeof(BackCheckAsked))]
[JsonSerializable(typeof(BackCheckGiven))]
[JsonSerializable(typeof(BackCheckCompared))]
[JsonSerializable(typeof(BackCheckDropped))]
[JsonSerializable(typeof(ReportTextSet))]
[JsonSerializable(typeof(ReplyAsked))]
[JsonSerializable(typeof(ReplyGiven))]
[JsonSerializable(typeof(ReplyWaived))]
[JsonSerializable(typeof(ReportPublished))]
[JsonSerializable(typeof(ReportRests))]
[JsonSerializable(typeof(SummaryPublished))]
[JsonSerializable(typeof(SummaryWithdrawn))]
[JsonSerializable(typeof(ProgrammeTextSet))]
[JsonSerializable(typeof(ProgrammeReportPublished))]
[JsonSerializable(typeof(ProgrammeReportRests))]
[JsonSerializable(typeof(ReportWithdrawn))]
[JsonSerializable(typeof(ReportDisclosed))]
[JsonSerializable(typeof(PhotoReleased))]
[JsonSerializable(typeof(TextReleased))]
[JsonSerializable(typeof(ReleaseTakenBack))]
[JsonSerializable(typeof(ReleaseDisclosed))]
[JsonSerializable(typeof(OutsideRead))]
[JsonSerializable(typeof(BuyerDecided))]
[JsonSerializable(typeof(CustodyRecorded))]
[JsonSerializable(typeof(CustodyWithdrawn))]
[JsonSerializable(typeof(TagsRecorded))]
[JsonSerializable(typeof(LotsHeld))]
[JsonSerializable(typeof(LotsReleased))]
[JsonSerializable(typeof(AnomalyCleared))]
[JsonSerializable(typeof(AuditSet))]
[JsonSerializable(typeof(AuditSampleAsked))]
[JsonSerializable(typeof(AuditSampleDrawn))]
[JsonSerializable(typeof(AuditPaperSaved))]
[JsonSerializable(typeof(AuditFindingRaised))]
[JsonSerializable(typeof(AuditFindingAnswered))]
[JsonSerializable(typeof(AuditFindingClosed))]
[JsonSerializable(typeof(AuditShared))]
[JsonSerializable(typeof(AuditItemOpened))]
[JsonSerializable(typeof(DataSetSet))]
[JsonSerializable(typeof(EntityDeleted))]
[JsonSerializable(typeof(EntityConflictSeen))]
[JsonSerializable(typeof(SiteClosed))]
[JsonSerializable(typeof(SiteReopened))]
[JsonSerializable(typeof(SiteRegistered))]
[JsonSerializable(typeof(SiteStageChanged))]
[JsonSerializable(typeof(CandidateNamed))]
[JsonSerializable(typeof(StageItemChecked))]
[JsonSerializable(typeof(StageProposed))]
[JsonSerializable(typeof(StageDecided))]
[JsonSerializable(typeof(PitRegistered))]
[JsonSerializable(typeof(SiteParameterSet))]
[JsonSerializable(typeof(FormPublished))]
[JsonSerializable(typeof(FormStateChanged))]
[JsonSerializable(typeof(FormTargeted))]
[JsonSerializable(typeof(FormMediaSet))]
[JsonSerializable(typeof(SubmissionAccepted))]
[JsonSerializable(typeof(AttachmentReceived))]
[JsonSerializable(typeof(SubmissionReviewed))]
[JsonSerializable(typeof(SubmissionWithdrawn))]
[JsonSerializable(typeof(UploadLetIn))]
[JsonSerializable(typeof(UploadDiscarded))]
[JsonSerializable(typeof(UploadsExpired))]
[JsonSerializable(typeof(IncidentOpened))]
[JsonSerializable(typeof(IncidentBorneOut))]
[JsonSerializable(typeof(IncidentTaken))]
[JsonSerializable(typeof(IncidentNoted))]
[JsonSerializable(typeof(IncidentFactsAsked))]
[JsonSerializable(typeof(IncidentInformed))]
[JsonSerializable(typeof(AuthorityDecided))]
[JsonSerializable(typeof(IncidentAffected))]
[JsonSerializable(typeof(IncidentDisputed))]
[JsonSerializable(typeof(SeverityOverridden))]
[JsonSerializable(typeof(IncidentPaused))]
[JsonSerializable(typeof(IncidentResumed))]
[JsonSerializable(typeof(IncidentStepMet))]
[JsonSerializable(typeof(IncidentMerged))]
[JsonSerializable(typeof(IncidentsKeptApart))]
[JsonSerializable(typeof(IncidentClosed))]
[JsonSerializable(typeof(IncidentReopened))]
[JsonSerializable(typeof(DeterminationProposed))]
[JsonSerializable(typeof(DeterminationDecided))]
[JsonSerializable(typeof(PlanDrafted))]
[JsonSerializable(typeof(PlanLineSet))]
[JsonSerializable(typeof(PlanLineTaken))]
[JsonSerializable(typeof(PlanIssued))]
[JsonSerializable(typeof(PlanLinked))]
[JsonSerializable(typeof(PlanUnlinked))]
[JsonSerializable(typeof(MeetingHeld))]
[JsonSerializable(typeof(ActionAnswered))]
[JsonSerializable(typeof(ActionReported))]
[JsonSerializable(typeof(ActionChecked))]
[JsonSerializable(typeof(ActionEffectSeen))]
[JsonSerializable(typeof(ActionExtensionAsked))]
[JsonSerializable(typeof(ActionExtensionDecided))]
[JsonSerializable(typeof(ActionPaymentSet))]
[JsonSerializable(typeof(ActionEscalated))]
[JsonSerializable(typeof(ActionDropped))]
[JsonSerializable(typeof(MeasureSet))]
[JsonSerializable(typeof(OrganisationSet))]
[JsonSerializable(typeof(OrganisationContactSet))]
[JsonSerializable(typeof(OrganisationUserSet))]
[JsonSerializable(typeof(AgreementSet))]
[JsonSerializable(typeof(AgreementExtended))]
[JsonSerializable(typeof(OrganisationIdentified))]
[JsonSerializable(typeof(OwnersDeclared))]
[JsonSerializable(typeof(PermitSet))]
[JsonSerializable(typeof(CounterpartyChecked))]
[JsonSerializable(typeof(HitReviewed))]
[JsonSerializable(typeof(WorkplacesSet))]
[JsonSerializable(typeof(AreaChecked))]
[JsonSerializable(typeof(AdvisorySet))]
[JsonSerializable(typeof(AdvisoryLifted))]
[JsonSerializable(typeof(ActionOffered))]
[JsonSerializable(typeof(ActionOfferDecided))]
[JsonSerializable(typeof(ActionHandedBack))]
[JsonSerializable(typeof(ProjectSet))]
[JsonSerializable(typeof(ProjectReported))]
[JsonSerializable(typeof(ProjectEnded))]
[JsonSerializable(typeof(CataloguePublished))]
[JsonSerializable(typeof(CredentialIssued))]
[JsonSerializable(typeof(CredentialStatusChanged))]
[JsonSerializable(typeof(CredentialPassedOn))]
internal sealed partial class FactsJson : JsonSerializerContext;
