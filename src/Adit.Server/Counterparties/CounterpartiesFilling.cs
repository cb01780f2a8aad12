using System.Data.Common;
using Adit.Incidents;
using Adit.Partners;
using Adit.People;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Counterparties;

/// <summary>Fills the pages of counterparties.</summary>
internal sealed class CounterpartiesFilling(DbConnection db, Frame frame, CurrentPerson person, Register register)
{
    // More are not read through; they are typed.
    private const int Readable = 60;

    private readonly Words _words = frame.Words;
    private readonly DateOnly _today = CounterpartyActs.Today(register, frame.Now);

    public CounterpartiesView List()
    {
        var known = CounterpartiesTable.All(db);
        return new([.. register.Agreed.Organisations.Select(o => Row(o, known.GetValueOrDefault(o.Organisation) ?? Counterparty.Unknown(o.Organisation)))
            .OrderBy(r => r.Waits?.Due ?? DateTimeOffset.MaxValue).ThenByDescending(r => r.Due.Count).ThenBy(r => r.Name, StringComparer.CurrentCulture)]);
    }

    /// <summary>How many hits wait for a review.</summary>
    public static int Waiting(DbConnection db) => CounterpartiesTable.All(db).Values.Sum(c => c.Waiting.Count());

    public CounterpartyView Fill(OrganisationSet organisation)
    {
        var known = CounterpartiesTable.Of(db, organisation.Organisation);
        return new(
            CounterpartiesRoom.Path(organisation), organisation.Name, IncidentWords.KeyOf(organisation.Kind), organisation.Country,
            known.Identified is { } i ? new(i.LegalName, i.LegalForm, i.Register, i.Number, i.Country, i.Address, i.Day, i.Source) : null, Facts(known.Identified), [.. known.Waiting.Select(c => Of(c))], [.. known.Newest.Select(c => Of(c))], [.. known.Never.Select(IncidentWords.KeyOf)],
            [.. (known.Owners?.Owners ?? []).Select(o => new OwnerView(o.Name, o.Country, o.Percent))], known.Owners is { } owners ? Source(owners.Source, owners.Day) : null,
            [.. known.Permits.Select(p => new PermitView(p.What, p.Number, p.Issuer, p.From, p.Until, p.Until < _today, Source(p.Source, p.Day)))],
            organisation.Kind is OrganisationKind.Operator or OrganisationKind.Cooperative, [.. known.Sites.Select(s => register.Sites.GetValueOrDefault(s)).OfType<Site>().Select(s => new OptionView(s.Code, s.Name))],
            register.Monitored.Length > Readable ? [] : [.. register.MonitoredByName().Select(s => new OptionView(s.Code, s.Name))], person.May(Right.EraseRecords) && CounterpartiesTable.Named(db, organisation.Organisation).Count > 0, _today,
            person.May(Right.KeepAgreements) ? OrganisationsFilling.PathOf(organisation) : null, [.. CounterpartiesTable.History(db, organisation.Organisation).Reverse().Select(Happened)]);
    }

    /// <summary>The operators and cooperatives of a site. Whoever is nobody of the programme reads neither notes nor who looked.</summary>
    public IReadOnlyList<SitePartyView> At(Site site) => [.. At(db, register, site).Select(p => new SitePartyView(
        p.Organisation.Name, IncidentWords.KeyOf(p.Organisation.Kind), [.. p.Known.Newest.Select(c => Of(c) with { Note = "", Who = "", Why = null })], [.. p.Known.Never.Select(IncidentWords.KeyOf)],
        person.May(Right.CheckCounterparties) ? CounterpartiesRoom.Path(p.Organisation) : null))];

    /// <summary>The same, as it is known.</summary>
    public static IEnumerable<(OrganisationSet Organisation, Counterparty Known)> At(DbConnection db, Register register, Site site) =>
        from known in CounterpartiesTable.All(db).Values
        where known.Sites.Contains(site.Id)
        let organisation = register.Agreed.Find(known.Organisation)
        where organisation is { Kind: OrganisationKind.Operator or OrganisationKind.Cooperative }
        orderby organisation.Name
        select (organisation, known);

    private CounterpartyRowView Row(OrganisationSet organisation, Counterparty known)
    {
        var holds = known.Checks.Where(c => !c.IsStale(_today)).Select(c => c.Fact.Kind).Distinct().Order().ToList();
        return new(
            CounterpartiesRoom.Path(organisation), organisation.Name, IncidentWords.KeyOf(organisation.Kind), organisation.Country, known.Identified is not null, known.Waiting.FirstOrDefault() is { } first ? Due(first) : null,
            [.. holds.Select(IncidentWords.KeyOf)], [.. Enum.GetValues<CheckKind>().Except(holds).Select(IncidentWords.KeyOf)]);
    }

    private ListCheckView Of(ListCheck check) => new(
        check.Fact.Check.ToString(), IncidentWords.KeyOf(check.Fact.Kind), check.Fact.List, check.Fact.Version, check.Fact.Day, IncidentWords.KeyOf(check.Fact.Result), check.IsStale(_today), check.Fact.Note, PeopleWords.Name(register, check.By, _words),
        check.Waits ? Due(check) : null, check.Review is { } review ? IncidentWords.KeyOf(review.Outcome) : null, check.Review?.Why);

    private DeadlineView Due(ListCheck check) => new(check.ReviewBy.ToDateTimeOffset().ToOffset(frame.Now.Offset));

    private List<FactView> Facts(OrganisationIdentified? said) => said is null ? [] :
    [
        .. ((string Key, string Value)[])[("legal-name", said.LegalName), ("legal-form", said.LegalForm), ("register", said.Number.Length > 0 ? $"{said.Register}, {said.Number}" : ""), ("country", _words.Country(said.Country)), ("address", said.Address), ("source", Source(said.Source, said.Day))]
            is var all ? all.Where(f => f.Value.Length > 0).Select(f => new FactView(_words["counterparty." + f.Key], f.Value)) : [],
    ];

    private string Source(string source, DateOnly day) => $"{source}, {_words.Day(day)}";

    // What happened names no owner: they are on the page while they are held.
    private OrganisationEventView Happened(Recorded recorded) => new(
        recorded.At.ToDateTimeOffset().ToOffset(frame.Now.Offset), _words["organisation.did." + Adit.Facts.KindOf(recorded.Fact).Name], PeopleWords.Name(register, recorded.Actor, _words));
}
