using System.Data.Common;
using Adit.Counterparties;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.Partners;

/// <summary>Fills the pages of organisations.</summary>
internal sealed class OrganisationsFilling(DbConnection db, LedgerReading ledger, Frame frame, Register register)
{
    // More are not read through; they are typed.
    private const int Readable = 60;

    private readonly Words _words = frame.Words;
    private readonly Instant _now = Instant.From(frame.Now);

    public OrganisationsView List() => new([.. register.Agreed.Organisations.OrderBy(o => o.Name, StringComparer.CurrentCulture).ThenBy(o => o.Code, StringComparer.Ordinal).Select(Row)]);

    public OrganisationView Fill(OrganisationSet organisation)
    {
        var belongs = register.Agreed.Belongs;
        var (partners, contacts) = (register.Users.Where(u => !u.Disabled && (u.Role.ByAgreement() || u.Role == Role.Auditor)).ToList(), OrganisationsTable.Contacts(db, organisation.Organisation));
        var known = CounterpartiesTable.Of(db, organisation.Organisation);
        return new(
            organisation.Code, PathOf(organisation), organisation.Name, IncidentWords.KeyOf(organisation.Kind), organisation.Country, [.. Reach.Of(register, organisation.Organisation, _now).Select(s => new LinkView(s.Name, Sites.SiteWords.Path(s)))],
            [.. register.Agreed.Agreements.Where(a => a.Organisation == organisation.Organisation).OrderByDescending(a => a.From).Select(Agreement)],
            [.. Enum.GetValues<ContactRole>().Select(r => Contact(organisation, r, contacts.FirstOrDefault(c => c.Role == r)))],
            [.. partners.Where(u => belongs.GetValueOrDefault(u.Id) == organisation.Organisation).Select(u => u.Name)],
            [.. partners.Where(u => belongs.GetValueOrDefault(u.Id) != organisation.Organisation).Select(u => new OptionView(u.Name, register.Agreed.Of(u) is { } other ? $"{u.Name} ({other.Name})" : u.Name))],
            register.Monitored.Length > Readable ? [] : [.. register.MonitoredByName().Select(s => new OptionView(s.Code, s.Name))], [.. register.Monitored.SelectMany(s => s.Minerals).Distinct().Order(StringComparer.Ordinal).Select(Mineral)],
            [.. OrganisationsTable.Entries(db, organisation.Organisation).Reverse().Select(Happened).OfType<OrganisationEventView>()], new KeysFilling(db, frame, register).Of(organisation),
            CounterpartiesRoom.Path(organisation), known.Waiting.Count(), [.. Enum.GetValues<CheckKind>().Except(known.Checks.Where(c => !c.IsStale(Today)).Select(c => c.Fact.Kind)).Select(IncidentWords.KeyOf)]);
    }

    /// <summary>The address of an organisation.</summary>
    public static string PathOf(OrganisationSet organisation) => OrganisationsRoom.List + "/" + organisation.Code;

    private OrganisationRowView Row(OrganisationSet organisation)
    {
        var covered = Reach.Of(register, organisation.Organisation, _now).Length;
        var ends = register.Agreed.Agreements.Where(a => a.Organisation == organisation.Organisation).Select(a => a.Until).ToList();
        var until = covered == 0 || ends.Contains(null) ? null : ends.Max();
        return new(
            PathOf(organisation), organisation.Name, IncidentWords.KeyOf(organisation.Kind), _words.Country(organisation.Country), covered, covered > 0, until,
            register.Users.Count(u => !u.Disabled && register.Agreed.Belongs.GetValueOrDefault(u.Id) == organisation.Organisation), Ends(until));
    }

    private DateOnly Today => CounterpartyActs.Today(register, frame.Now);

    private int? Ends(DateOnly? until) => until?.DayNumber - Today.DayNumber is >= 0 and <= Agreeing.EndsSoon and var left ? left : null;

    private AgreementView Agreement(AgreementSet agreement) => new(
        agreement.Agreement.ToString(), agreement.From, agreement.Until, register.Monitored.Any(s => agreement.Covers(s.Id, s.Minerals, Risk.SiteRisk.Today(s, frame.Now))), Ends(agreement.Until),
        [.. agreement.Sites.Select(s => register.Sites.GetValueOrDefault(s)).OfType<Sites.Site>().OrderBy(s => s.Name, StringComparer.CurrentCulture).Select(s => new OptionView(s.Code, s.Name))], [.. agreement.Minerals.Select(Mineral)], [.. (agreement.Products ?? []).Select(p => Offered(p, _words))],
        Deep(Giving.DepthOf(agreement), _words), agreement.Purpose is { } purpose ? For(purpose, _words) : null);

    /// <summary>A product as it is chosen.</summary>
    public static OptionView Offered(Product product, Words words) => new(IncidentWords.KeyOf(product), words["agreement.product." + IncidentWords.KeyOf(product)]);

    /// <summary>A tier as it is chosen.</summary>
    public static OptionView Deep(Protection.Tier tier, Words words) => new(tier.ToString().ToLowerInvariant(), words["agreement.tier." + tier.ToString().ToLowerInvariant()]);

    /// <summary>A purpose as it is chosen.</summary>
    public static OptionView For(Purpose purpose, Words words) => new(IncidentWords.KeyOf(purpose), words["agreement.purpose." + IncidentWords.KeyOf(purpose)]);

    private ContactView Contact(OrganisationSet organisation, ContactRole role, OrganisationContactSet? set) =>
        new(IncidentWords.KeyOf(role), set?.Name ?? "", set?.Email ?? "", set?.Language ?? "en", OrganisationsTable.Named(db, organisation.Organisation, role).Count > 0);

    private OptionView Mineral(string mineral) => new(mineral, _words.Has("mineral." + mineral) ? _words["mineral." + mineral] : mineral);

    // Who was named is on the page while it is held; what happened names nobody.
    private OrganisationEventView? Happened(long entry) => ledger.Fact(db, entry, Tier.T2) is not { } recorded ? null
        : new(recorded.At.ToDateTimeOffset().ToOffset(frame.Now.Offset), _words["organisation.did." + Facts.KindOf(recorded.Fact).Name], PeopleWords.Name(register, recorded.Actor, _words));
}
