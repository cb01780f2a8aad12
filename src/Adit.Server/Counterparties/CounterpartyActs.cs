using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Plans;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Counterparties;

/// <summary>What an organisation is by law, as somebody writes it.</summary>
internal sealed record IdentifiedAsked(
    string? LegalName, string? LegalForm, [property: Description("Which register it stands in.")] string? Register, [property: Description("Its number in that register.")] string? Number, [property: Description("ISO 3166-1 alpha-2.")] string? Country, string? Address, DateOnly? Day, string? Source);

/// <summary>Somebody who owns a part of it, as somebody writes it.</summary>
internal sealed record OwnerAsked(string? Name, [property: Description("ISO 3166-1 alpha-2; empty where it is not known.")] string? Country, [property: Description("0 to 100; null where it is not known.")] decimal? Percent);

/// <summary>Who owns it, as somebody writes it.</summary>
internal sealed record OwnersAsked(IReadOnlyList<OwnerAsked>? Owners, DateOnly? Day, string? Source);

/// <summary>A licence or permit as somebody writes it.</summary>
internal sealed record PermitAsked([property: Description("What it permits.")] string? What, string? Number, string? Issuer, DateOnly? From, DateOnly? Until, DateOnly? Day, string? Source);

/// <summary>A look into a list as somebody writes it.</summary>
internal sealed record CheckAsked(
    [property: Description("sanctions, ownership, exposed or adverse-media.")] string? Kind, string? List, [property: Description("Its version or its date.")] string? Version, DateOnly? Day, [property: Description("clear, hit or unclear.")] string? Result,
    [property: Description("For the programme alone, without names of people; needed where the result is not clear.")] string? Note);

/// <summary>A review of a hit as somebody writes it.</summary>
internal sealed record ReviewAsked([property: Description("confirmed or dismissed.")] string? Outcome, string? Why);

/// <summary>Notes what is known of counterparties: asks the rule, records its answer.</summary>
internal sealed class CounterpartyActs(Database database, Registers registers)
{
    /// <summary>The day of the programme: by the clock of its first site.</summary>
    public static DateOnly Today(Register register, DateTimeOffset now) => Clock.DayOf(now, Sheet.ZoneOf(register.Zones is [var first, ..] ? first : "UTC"));

    /// <summary>Says what an organisation is by law.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<bool> Identify(CurrentPerson person, OrganisationSet organisation, IdentifiedAsked asked) => Do(person, organisation, (known, today) => Knowing.Identify(
        new(organisation.Organisation, Text(asked.LegalName), Text(asked.LegalForm), Text(asked.Register), Text(asked.Number), Country(asked.Country), Text(asked.Address), DayOf(asked.Day), Text(asked.Source)), known.Identified, today));

    /// <summary>Says who is declared to own it.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<bool> Declare(CurrentPerson person, OrganisationSet organisation, OwnersAsked asked) => Do(person, organisation, (_, today) => Knowing.Declare(
        new(organisation.Organisation, [.. (asked.Owners ?? []).Select(o => new Owner(Text(o.Name), Country(o.Country), o.Percent))], DayOf(asked.Day), Text(asked.Source)), today));

    /// <summary>Notes a licence or permit.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<bool> Permit(CurrentPerson person, OrganisationSet organisation, PermitAsked asked) => Do(person, organisation, (_, today) => Knowing.Permit(
        new(organisation.Organisation, Text(asked.What), Text(asked.Number), Text(asked.Issuer), asked.From, asked.Until, DayOf(asked.Day), Text(asked.Source)), today));

    /// <summary>Notes what a list says of it.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<bool> Check(CurrentPerson person, OrganisationSet organisation, CheckAsked asked) => Do(person, organisation, (_, today) => Knowing.Check(
        new(Guid.CreateVersion7(database.Clock.GetUtcNow()), organisation.Organisation, Read<CheckKind>(asked.Kind, "refuse.counterparty-kind"), Text(asked.List), Text(asked.Version), DayOf(asked.Day), Read<LookResult>(asked.Result, "refuse.counterparty-result"), Text(asked.Note)), today));

    /// <summary>Reviews a hit.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<bool> Review(CurrentPerson person, OrganisationSet organisation, string? check, ReviewAsked asked) => Do(person, organisation, (known, _) =>
    {
        var found = Id.TryRead(check, out var id) ? known.Checks.FirstOrDefault(c => c.Fact.Check == id) : null;
        return Knowing.Review(new(id, organisation.Organisation, Read<HitOutcome>(asked.Outcome, "refuse.counterparty-outcome"), Text(asked.Why)), found);
    });

    /// <summary>Says where it works.</summary>
    /// <param name="sites">Codes of monitored sites.</param>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<bool> Place(CurrentPerson person, OrganisationSet organisation, IEnumerable<string> sites)
    {
        var found = PeopleApi.Sites(registers.Current, [.. sites.Select(s => s.Trim()).Where(s => s.Length > 0).Distinct()]);
        if (found.Any(s => registers.Current.Sites[s].Kind != SiteKind.Monitored))
            throw Refused.Of("refuse.agreement-reference");
        return Do(person, organisation, (known, _) => Knowing.Place(new(organisation.Organisation, found), organisation.Kind, known.Sites));
    }

    /// <summary>Destroys for ever who was ever declared to own it; false where nobody was.</summary>
    /// <exception cref="Refused">No reason is given, or two versions of the program are at work.</exception>
    public Task<bool> Erase(CurrentPerson person, OrganisationSet organisation, string? why, Blobs blobs) => Erasing.Run(database, blobs, person.Actor, why, db => CounterpartiesTable.Named(db, organisation.Organisation));

    /// <summary>Owners as they are typed, one in a line: name; country; percent.</summary>
    public static IReadOnlyList<OwnerAsked> Typed(string? lines) =>
    [
        .. (lines ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(';', StringSplitOptions.TrimEntries))
            .Select(l => new OwnerAsked(l[0], l.ElementAtOrDefault(1), l.ElementAtOrDefault(2) is { Length: > 0 } share ? decimal.TryParse(share.TrimEnd('%', ' ').Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) ? percent : -1 : null)),
    ];

    private Task<bool> Do(CurrentPerson person, OrganisationSet organisation, Func<Counterparty, DateOnly, Decision> act) => database.Write(writing =>
    {
        TakingActs.Record(writing, person.Actor, act(CounterpartiesTable.Of(writing.Db.Db, organisation.Organisation), Today(registers.Current, database.Clock.GetUtcNow())), "refuse.organisation");
        return true;
    });

    private static T Read<T>(string? text, string refusal)
        where T : struct, Enum => PlanActs.Read<T>(text?.Replace("-", "", StringComparison.Ordinal), refusal);

    private static DateOnly DayOf(DateOnly? day) => day ?? default;

    private static string Country(string? text) => Text(text).ToUpperInvariant();

    private static string Text(string? text) => text?.ReplaceLineEndings(" ").Trim() ?? "";
}
