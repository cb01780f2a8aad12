using System.Collections.Immutable;
using System.ComponentModel;
using Adit.Incidents;
using Adit.Partners;
using Adit.Plans;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Custody;

/// <summary>What a program or a person says of one lot.</summary>
internal sealed record LotAsked(
    [property: Description("Its code, or a tag that is on it.")] string? Lot, [property: Description("subject, taken or made; needed where an event takes lots and makes others.")] string? Part = null, [property: Description("As weighed; of what was taken, how much.")] decimal? Kilograms = null,
    [property: Description("Per cent of the wet mass.")] decimal? Moisture = null, [property: Description("Per cent of the dry mass.")] decimal? Grade = null, [property: Description("Put on by the event.")] string? Tag = null,
    [property: Description("heap, bag, consignment or drum.")] string? Form = null, [property: Description("ore, concentrate, hydroxide, sulfate, oxide or metal.")] string? Material = null, [property: Description("A code of the catalogue.")] string? Mineral = null,
    [property: Description("identity-preserved, segregated or mass-balance.")] string? Declared = null);

/// <summary>An event as a program or a person says it.</summary>
internal sealed record CustodyAsked(
    [property: Description("A UUID of the sender's: the same event sent twice counts once.")] Guid? Event,
    [property: Description("extraction, washing, bagging, split, merge, processing, tagging, weighing, storage, sale, transfer, departure, route-point, arrival, export, loss or seizure.")] string? Kind,
    DateTimeOffset? At, [property: Description("Where only the day is known.")] DateOnly? Day, [property: Description("Code of a site.")] string? Site, [property: Description("Code of a pit of the site.")] string? Pit,
    [property: Description("Code of a depot, a plant or a point on a route.")] string? Depot, [property: Description("Code of an organisation, or of a team, trader or carrier; never a person's name.")] string? From, string? To, IReadOnlyList<LotAsked>? Lots,
    [property: Description("Who signed: giver, taker, witness.")] IReadOnlyList<string>? Signed = null, [property: Description("How: drawn, pin, paper or account; paper where it is not said.")] string? SignedBy = null, string? Document = null, string? Team = null);

/// <summary>What happened to tags as a program or a person says it.</summary>
internal sealed record TagsAsked(
    Guid? Event, [property: Description("issue, void, return or count.")] string? Kind, DateTimeOffset? At, [property: Description("The first tag, as it is printed.")] string? First, [property: Description("The last one.")] string? Last,
    [property: Description("Whether tags end in a check character (ISO/IEC 7064, MOD 37,36).")] bool Checked, [property: Description("Code of whoever holds them.")] string? Holder, [property: Description("Code of the site where they may be used.")] string? Site,
    [property: Description("How many were there, at a count.")] int? Counted, string? Why);

/// <summary>How many events were new.</summary>
/// <param name="Known">Events that were known already.</param>
internal sealed record CustodyTaken(int Recorded, int Known);

/// <summary>Records what happens to lots and tags: asks the rule, records its answer.</summary>
internal sealed class CustodyActs(Database database, Registers registers, Catalogues catalogues)
{
    /// <summary>Most events in one go.</summary>
    public const int Most = 1_000;

    /// <summary>Records events, all or none.</summary>
    /// <exception cref="Refused">With every reason, and which event each is about.</exception>
    public Task<CustodyTaken> Tell(CurrentPerson person, IReadOnlyList<CustodyAsked> asked)
    {
        if (asked.Count is 0 or > Most)
            throw Refused.Of("refuse.custody-events", ("n", Most));
        var minerals = (catalogues.Current ?? throw Refused.Of("refuse.no-catalogue")).Catalogue.Dimensions.Where(d => d.Id == "mineral").SelectMany(d => d.Codes.Keys).ToHashSet(StringComparer.Ordinal);
        return database.Write(writing =>
        {
            var decided = new List<Decision>();
            var told = new Dictionary<Guid, CustodyRecorded>();
            var reasons = new List<Func<Words, string>>();
            for (var n = 0; n < asked.Count; n++)
            {
                try
                {
                    var one = Read(person, asked[n]);
                    var known = told.GetValueOrDefault(one.Event) ?? CustodyTable.Find(writing.Db.Db, one.Event)?.Fact;
                    decided.Add(CustodyTelling.Decide(one, known, minerals, database.Clock.GetUtcNow()));
                    told.TryAdd(one.Event, one);
                    TakingActs.Refuse(decided[^1], "refuse.custody");
                }
                catch (Refused refused)
                {
                    var number = n + 1;
                    foreach (var i in Enumerable.Range(0, refused.AllIn(Words.In("en")).Count))
                        reasons.Add(w => asked.Count == 1 ? refused.AllIn(w)[i] : w.Say("custody.of-event", ("n", number), ("why", refused.AllIn(w)[i])));
                }
            }
            if (reasons.Count > 0)
                throw new Refused(w => w["refuse.custody"], reasons);
            foreach (var fact in decided.SelectMany(d => d.Facts))
                writing.Record(person.Actor, fact);
            return new CustodyTaken(decided.Sum(d => d.Facts.Length), decided.Count(d => d.Facts.IsEmpty));
        });
    }

    /// <summary>Records what happened to tags.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<bool> Tell(CurrentPerson person, TagsAsked asked) => database.Write(writing =>
    {
        if (!TagRange.TryRead(asked.First, asked.Last, asked.Checked, out var range))
            throw Refused.Of("refuse.custody-tags");
        var told = new TagsRecorded(
            asked.Event ?? Guid.CreateVersion7(database.Clock.GetUtcNow()), Word<TagKind>(asked.Kind), Instant.From(asked.At ?? database.Clock.GetUtcNow()), range, Holder(asked.Holder) ?? new(null), Place(person, asked.Site)?.Id, asked.Counted, Text(asked.Why));
        return Record(writing, person, CustodyTelling.Decide(told, CustodyTable.HasTags(writing.Db.Db, told.Event), database.Clock.GetUtcNow()));
    });

    /// <summary>Takes back what was recorded.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<bool> Withdraw(CurrentPerson person, string? id, string? why) => database.Write(writing =>
        Record(writing, person, CustodyTelling.Decide(new CustodyWithdrawn(IdOf(id), Text(why)), CustodyTable.Find(writing.Db.Db, IdOf(id)) is { Withdrawn: false })));

    /// <summary>Holds lots.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<bool> Hold(CurrentPerson person, IReadOnlyList<string> lots, string? incident, string? why) => database.Write(writing =>
    {
        var reading = new CustodyReading(writing.Db.Db, registers.Current, new());
        var codes = lots.Select(l => (Typed: l, Lot: LotCode.TryRead(l, out var code) ? reading.Find(code)?.Code : null)).ToList();
        IncidentId? named = string.IsNullOrWhiteSpace(incident) ? null : (IncidentsTable.Find(writing.Db.Db, incident.Trim()) ?? throw Refused.Of("refuse.custody-incident", ("number", incident))).Id;
        return Record(writing, person, CustodyTelling.Decide(
            new LotsHeld(Guid.CreateVersion7(database.Clock.GetUtcNow()), [.. codes.Select(c => c.Lot ?? c.Typed).Distinct()], named, Text(why)), [.. codes.Where(c => c.Lot is null).Select(c => c.Typed)]));
    });

    /// <summary>Ends a hold.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<bool> Release(CurrentPerson person, string? id, string? why) => database.Write(writing =>
        Record(writing, person, CustodyTelling.Decide(new LotsReleased(IdOf(id), Text(why)), CustodyTable.All(writing.Db.Db).Select(h => h.Hold).FirstOrDefault(h => h.Fact.Hold == IdOf(id)))));

    /// <summary>Explains what could not be right of a lot.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<bool> Clear(CurrentPerson person, string lot, string? id, string? why) => database.Write(writing => Record(writing, person, CustodyTelling.Decide(
        new AnomalyCleared(IdOf(id), Text(why)), LotFilling.Odd(writing.Db.Db, new(writing.Db.Db, registers.Current, new()), lot).Any(a => a.Id == IdOf(id)), CustodyTable.Cleared(writing.Db.Db, [IdOf(id)]).Count > 0)));

    private static bool Record(Writing writing, CurrentPerson person, Decision decision)
    {
        TakingActs.Record(writing, person.Actor, decision, "refuse.custody");
        return true;
    }

    private CustodyRecorded Read(CurrentPerson person, CustodyAsked asked)
    {
        var (kind, site) = (Word<CustodyKind>(asked.Kind), Place(person, asked.Site));
        var how = asked.SignedBy is null ? SignedBy.Paper : Word<SignedBy>(asked.SignedBy);
        var at = (asked.At, asked.Day) switch
        {
            ({ } instant, null) => Instant.From(instant),
            (null, { } day) => Noon(day, site),
            _ => throw Refused.Of("refuse.custody-at"),
        };
        return new(
            asked.Event ?? throw Refused.Of("refuse.custody-event"), kind, at, asked.Day is not null, new(site?.Id, Code(asked.Pit), Code(asked.Depot)), Holder(asked.From), Holder(asked.To),
            [.. (asked.Lots ?? []).Select(l => Read(l, kind))], [.. (asked.Signed ?? []).Select(s => new Signature(Word<Side>(s), how))], Code(asked.Document), Code(asked.Team));
    }

    private static LotSaid Read(LotAsked asked, CustodyKind kind) => new(
        LotCode.TryRead(asked.Lot, out var lot) ? lot : throw Refused.Of("refuse.custody-code", ("lot", asked.Lot ?? "")),
        asked.Part is { } part ? Word<LotPart>(part) : kind == CustodyKind.Extraction ? LotPart.Made : LotPart.Subject,
        asked.Kilograms is { } kilograms ? new Quantity(kilograms, asked.Moisture, asked.Grade) : asked.Moisture is null && asked.Grade is null ? null : throw Refused.Of("refuse.custody-quantity", ("lot", lot)),
        string.IsNullOrWhiteSpace(asked.Tag) ? null : LotCode.TryRead(asked.Tag, out var tag) ? tag : throw Refused.Of("refuse.custody-code", ("lot", asked.Tag)),
        asked.Form is { } form ? Word<LotForm>(form) : null, asked.Material is { } material ? Word<Material>(material) : null, asked.Mineral, asked.Declared is { } declared ? Word<CustodyModel>(declared) : null);

    private Site? Place(CurrentPerson person, string? code) => string.IsNullOrWhiteSpace(code) ? null
        : SiteWords.Find(registers.Current, code.Trim()) is { Kind: SiteKind.Monitored } site && person.SeesSite(site) ? site : throw Refused.Of("refuse.no-site-called", ("name", code));

    private Holder? Holder(string? code) => Code(code) is not { } named ? null : registers.Current.Agreed.Find(named) is { } organisation ? new(organisation.Organisation) : new(null, named);

    private static Instant Noon(DateOnly day, Site? site)
    {
        var zone = site is null ? TimeZoneInfo.Utc : Sheet.ZoneOf(site.Zone);
        var noon = day.ToDateTime(new(12, 0));
        return Instant.From(new DateTimeOffset(noon, zone.GetUtcOffset(noon)));
    }

    private static T Word<T>(string? text)
        where T : struct, Enum => PlanActs.Read<T>(text?.Replace("-", "", StringComparison.Ordinal), "refuse.custody-word");

    private static Guid IdOf(string? text) => Guid.TryParse(text, out var id) ? id : default;

    private static string? Code(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Text(string? text) => text?.ReplaceLineEndings("\n").Trim() ?? "";
}
