using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.Sites;

namespace Adit.Custody;

/// <summary>What happened to lots.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CustodyKind>))]
public enum CustodyKind
{
    /// <summary>Ore was dug at a pit: lots come to be out of nothing but the ground.</summary>
    Extraction,

    /// <summary>Lots were washed.</summary>
    Washing,

    /// <summary>Lots were put into bags.</summary>
    Bagging,

    /// <summary>One lot became several.</summary>
    Split,

    /// <summary>Several lots became one.</summary>
    Merge,

    /// <summary>Lots became another material: concentrate, hydroxide, sulfate, metal.</summary>
    Processing,

    /// <summary>A tag or seal was put on.</summary>
    Tagging,

    /// <summary>Lots were weighed, for the first time or again.</summary>
    Weighing,

    /// <summary>Lots were taken into a depot.</summary>
    Storage,

    /// <summary>Lots were sold: who answers for them changes, and money is owed.</summary>
    Sale,

    /// <summary>Lots were handed over: who answers for them changes.</summary>
    Transfer,

    /// <summary>Lots left on a transport.</summary>
    Departure,

    /// <summary>A transport passed a point on its way.</summary>
    RoutePoint,

    /// <summary>Lots arrived.</summary>
    Arrival,

    /// <summary>Lots left the country.</summary>
    Export,

    /// <summary>Lots were lost: stolen, spilt, burnt.</summary>
    Loss,

    /// <summary>An authority took lots.</summary>
    Seizure,
}

/// <summary>What a lot is as a thing.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LotForm>))]
public enum LotForm
{
    /// <summary>Loose ore at one spot.</summary>
    Heap,

    /// <summary>A bag.</summary>
    Bag,

    /// <summary>Bags or loose ore that go together.</summary>
    Consignment,

    /// <summary>A drum or big bag of a plant.</summary>
    Drum,
}

/// <summary>How far the material is from the pit.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Material>))]
public enum Material
{
    /// <summary>As dug, or washed.</summary>
    Ore,

    /// <summary>Concentrate.</summary>
    Concentrate,

    /// <summary>A hydroxide.</summary>
    Hydroxide,

    /// <summary>A sulfate.</summary>
    Sulfate,

    /// <summary>An oxide.</summary>
    Oxide,

    /// <summary>Metal.</summary>
    Metal,
}

/// <summary>What an event did with a lot.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LotPart>))]
public enum LotPart
{
    /// <summary>It was there: weighed, tagged, moved, handed over, lost. It is the same lot afterwards.</summary>
    Subject,

    /// <summary>It went in, whole or in part.</summary>
    Taken,

    /// <summary>It came to be.</summary>
    Made,
}

/// <summary>How what reaches a buyer is tied to where it came from (ISO 22095 and UNTP name the models).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CustodyModel>))]
public enum CustodyModel
{
    /// <summary>Of some of it nobody knows the origin: only as much may be claimed as came in from known sites.</summary>
    MassBalance,

    /// <summary>Of several known sites, and of nothing else.</summary>
    Segregated,

    /// <summary>Of one pit, or one site where no pit is named.</summary>
    IdentityPreserved,
}

/// <summary>On which side of a handover somebody stood.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Side>))]
public enum Side
{
    /// <summary>Who gave.</summary>
    Giver,

    /// <summary>Who took.</summary>
    Taker,

    /// <summary>Somebody of the state or the programme who saw it.</summary>
    Witness,
}

/// <summary>How somebody signed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SignedBy>))]
public enum SignedBy
{
    /// <summary>Drawn on the phone.</summary>
    Drawn,

    /// <summary>By a secret number that they were given.</summary>
    Pin,

    /// <summary>On paper that lies with the programme.</summary>
    Paper,

    /// <summary>Signed in as themselves.</summary>
    Account,
}

/// <summary>Somebody who answers for lots: an organisation that the programme knows, or a team, trader or carrier by the code that the programme gave.</summary>
/// <param name="Code">Never a person's name. Null where <paramref name="Organisation"/> says all.</param>
public sealed record Holder(OrganisationId? Organisation, string? Code = null);

/// <summary>A signature: whose side, how, and for a drawn one the hash of its picture, which stays with the record.</summary>
public sealed record Signature(Side Side, SignedBy How, string? Sha256 = null);

/// <summary>What an event says of one lot.</summary>
/// <param name="Lot">Its code, or a tag that was on it (<see cref="LotCode"/>).</param>
/// <param name="Quantity">As measured at the event, or of what was taken; null where nobody measured, and where all was taken.</param>
/// <param name="Tag">Put on by the event; null where none was.</param>
/// <param name="Form">Of what was made; null elsewhere.</param>
/// <param name="Material">Of what was made; null where it is what went in.</param>
/// <param name="Mineral">Of what was made, by the catalogue's code; null where it is what went in.</param>
/// <param name="Declared">The model that whoever made it declared; null where they declared none.</param>
public sealed record LotSaid(
    string Lot, LotPart Part, Quantity? Quantity = null, string? Tag = null, LotForm? Form = null, Material? Material = null, string? Mineral = null, CustodyModel? Declared = null);

/// <summary>Where an event was.</summary>
/// <param name="Pit">Code of a pit of the site.</param>
/// <param name="Depot">Code of a depot, a plant or a point on a route.</param>
public sealed record CustodyPlace(SiteId? Site = null, string? Pit = null, string? Depot = null)
{
    /// <summary>Nowhere that anybody named.</summary>
    public static CustodyPlace Unknown { get; } = new();

    /// <summary>Whether it names a place.</summary>
    [JsonIgnore]
    public bool IsNamed => Site is not null || Depot is not null;

    /// <summary>Whether two name the same place. Pits of one site are one place: bags do not travel between them.</summary>
    public bool IsAt(CustodyPlace other) => Depot is not null || other.Depot is not null ? Depot == other.Depot : Site == other.Site;
}

/// <summary>Something happened to lots, as somebody recorded it. What cannot be right is said of it, and it stays: nothing is refused that happened.</summary>
/// <param name="Event">Stays the same where it is sent twice.</param>
/// <param name="At">When, as claimed.</param>
/// <param name="DayOnly">Only the day is known; <paramref name="At"/> is its noon at the site.</param>
/// <param name="From">Who answered for the lots before; null where nobody is named.</param>
/// <param name="To">Who answers for them afterwards; null where nobody is named, or where it stays who it was.</param>
/// <param name="Document">Number of a waybill, certificate or receipt.</param>
/// <param name="Team">Code of the team that dug; null elsewhere.</param>
/// <param name="Record">The record of a phone that says so; null where it came otherwise.</param>
/// <param name="Position">Of the phone. As <paramref name="From"/>, <paramref name="To"/>, <paramref name="Team"/> and signatures, of the programme alone.</param>
public sealed record CustodyRecorded(
    Guid Event, CustodyKind Kind, Instant At, bool DayOnly, CustodyPlace Place, Holder? From, Holder? To, ImmutableArray<LotSaid> Lots, ImmutableArray<Signature> Signatures, string? Document = null,
    string? Team = null, SubmissionId? Record = null, GeoPoint? Position = null) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Event, .. Place.Site is { } site ? [site.Value] : (Guid[])[]];
}

/// <summary>What was recorded did not happen so: somebody of the office took it back.</summary>
public sealed record CustodyWithdrawn(Guid Event, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Event];
}

/// <summary>What happened to tags that are on no lot yet, or on none any more.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TagKind>))]
public enum TagKind
{
    /// <summary>Given to somebody, who holds them from then on.</summary>
    Issue,

    /// <summary>Void: whoever finds them in use has found something.</summary>
    Void,

    /// <summary>Given back unused.</summary>
    Return,

    /// <summary>The stock of whoever holds them was counted.</summary>
    Count,
}

/// <summary>Something happened to tags.</summary>
/// <param name="Tags">Which ones; of a count, those that it is about.</param>
/// <param name="Holder">Who holds them: of an issue from then on, else until then.</param>
/// <param name="Site">Where they may be used; null where anywhere.</param>
/// <param name="Counted">How many were there; null but for a count.</param>
public sealed record TagsRecorded(Guid Event, TagKind Kind, Instant At, TagRange Tags, Holder Holder, SiteId? Site, int? Counted, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Event, .. Site is { } site ? [site.Value] : (Guid[])[]];
}

/// <summary>Lots must not move until somebody releases them. It follows them into whatever is made of them.</summary>
/// <param name="Incident">Whose determination says so; null where somebody of the office holds them for another reason.</param>
public sealed record LotsHeld(Guid Hold, ImmutableArray<string> Lots, IncidentId? Incident, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Hold, .. Incident is { } incident ? [incident.Value] : (Guid[])[]];
}

/// <summary>A hold ended.</summary>
public sealed record LotsReleased(Guid Hold, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Hold];
}

/// <summary>Somebody looked into what could not be right, and says why it is.</summary>
/// <param name="Anomaly">Its id (<see cref="Anomaly.Id"/>).</param>
public sealed record AnomalyCleared(Guid Anomaly, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Anomaly];
}
