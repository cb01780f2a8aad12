using System.Collections.Immutable;
using System.ComponentModel;
using Adit.People;
using Adit.Plans;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Partners;

/// <summary>An organisation as somebody writes it.</summary>
internal sealed record OrganisationAsked(
    [property: Description("Lower-case letters, digits and hyphens; made of the name where it is empty. It stays as it is.")] string? Code, [property: Description("partner, operator, cooperative, refiner, trader, brand, authority or auditor.")] string? Kind,
    string? Name, [property: Description("ISO 3166-1 alpha-2.")] string? Country);

/// <summary>Who is written to.</summary>
internal sealed record ContactAsked([property: Description("Empty where nobody is any more.")] string? Name, string? Email, [property: Description("In which they are written to: en, fr, sw or zh.")] string? Language = null);

/// <summary>Until when an agreement goes on.</summary>
internal sealed record ExtendAsked(DateOnly? Until);

/// <summary>An agreement as somebody writes it.</summary>
internal sealed record AgreementAsked(DateOnly? From, DateOnly? Until, [property: Description("Codes of sites.")] IReadOnlyList<string>? Sites, [property: Description("Only sites that dig one of these; none for all.")] IReadOnlyList<string>? Minerals,
    [property: Description("What it gets of the sites besides their pages: reports, records, programme, alerts, data. None where this is left out.")] IReadOnlyList<string>? Products = null,
    [property: Description("How deep it gives: t0 (reports about the programme alone) or t1. t1 where this is left out.")] string? Tier = null,
    [property: Description("What for: due-diligence, improvement, oversight or own-site. It limits products and acts; nothing does where this is left out.")] string? Purpose = null);

/// <summary>Sets organisations and what was agreed with them: asks the rule, records its answer.</summary>
internal sealed class OrganisationActs(Database database, Registers registers)
{
    /// <summary>Sets an organisation, a new one where none is named; as it then is.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<OrganisationSet> Set(CurrentPerson person, OrganisationSet? known, OrganisationAsked asked) => database.Write(writing =>
    {
        var all = OrganisationsTable.All(writing.Db.Db).Organisations;
        var before = known is null ? null : all.Single(o => o.Organisation == known.Organisation);
        var taken = all.Select(o => o.Code).ToHashSet();
        var name = Text(asked.Name);
        var code = before?.Code ?? (Text(asked.Code) is { Length: > 0 } own ? own : CodeOf(name, taken));
        var set = new OrganisationSet(before?.Organisation ?? new(NewId()), code, KindOf(asked.Kind), name, Text(asked.Country).ToUpperInvariant());
        Record(writing, person.Actor, Agreeing.Set(set, before, taken));
        return set;
    });

    /// <summary>Says who is written to about something.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<bool> Contact(CurrentPerson person, OrganisationSet organisation, string? role, ContactAsked asked) => database.Write(writing =>
    {
        var set = new OrganisationContactSet(organisation.Organisation, RoleOf(role), Text(asked.Name), Text(asked.Email), LanguageOf(asked.Language));
        Record(writing, person.Actor, Agreeing.Contact(set, address => MimeKit.MailboxAddress.TryParse(address, out _)));
        return true;
    });

    /// <summary>Destroys for ever whom an organisation ever named for something; false where it named nobody.</summary>
    /// <exception cref="Refused">No reason is given, or two versions of the program are at work.</exception>
    public Task<bool> Erase(CurrentPerson person, OrganisationSet organisation, string? role, string? why, Blobs blobs)
    {
        var named = RoleOf(role);
        return Ledger.Erasing.Run(database, blobs, person.Actor, why, db => OrganisationsTable.Named(db, organisation.Organisation, named));
    }

    /// <summary>Sets an agreement, a new one where none is named.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<AgreementSet> Agree(CurrentPerson person, OrganisationSet organisation, AgreementId? known, AgreementAsked asked) => database.Write(writing =>
    {
        var before = known is { } id ? OrganisationsTable.All(writing.Db.Db).Agreements.FirstOrDefault(a => a.Agreement == id && a.Organisation == organisation.Organisation) ?? throw Refused.Of("refuse.agreement-none") : null;
        var sites = PeopleApi.Sites(registers.Current, [.. (asked.Sites ?? []).Select(s => s.Trim()).Where(s => s.Length > 0).Distinct()]);
        if (sites.Any(s => registers.Current.Sites[s].Kind != SiteKind.Monitored))
            throw Refused.Of("refuse.agreement-reference");
        ImmutableArray<string> minerals = [.. (asked.Minerals ?? []).Select(m => m.Trim().ToLowerInvariant()).Where(m => m.Length > 0).Distinct()];
        if (minerals.FirstOrDefault(m => !Words.In("en").Has("mineral." + m)) is { } unknown)
            throw Refused.Of("refuse.agreement-mineral", ("mineral", unknown));
        var set = new AgreementSet(before?.Agreement ?? new(NewId()), organisation.Organisation, asked.From ?? throw Refused.Of("refuse.agreement-day"), asked.Until, sites, minerals, [.. (asked.Products ?? []).Select(p => PlanActs.Read<Product>(p.Trim(), "refuse.agreement-product")).Distinct().Order()],
            Text(asked.Tier) is { Length: > 0 } tier ? PlanActs.Read<Protection.Tier>(tier, "refuse.agreement-tier") : null, Text(asked.Purpose) is { Length: > 0 } purpose ? PlanActs.Read<Purpose>(purpose.Replace("-", "", StringComparison.Ordinal), "refuse.agreement-purpose") : null);
        Record(writing, person.Actor, Agreeing.Agree(set, before));
        return set;
    });

    /// <summary>Lets an agreement go on for longer; else it stays as it is.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<bool> Extend(CurrentPerson person, OrganisationSet organisation, AgreementId id, ExtendAsked asked) => database.Write(writing =>
    {
        var before = OrganisationsTable.All(writing.Db.Db).Agreements.FirstOrDefault(a => a.Agreement == id && a.Organisation == organisation.Organisation) ?? throw Refused.Of("refuse.agreement-none");
        Record(writing, person.Actor, Agreeing.Extend(before, asked.Until ?? throw Refused.Of("refuse.agreement-later")));
        return true;
    });

    /// <summary>A user acts for an organisation from now on, or for none any more.</summary>
    /// <exception cref="Refused">There is no such user, or they are see by no agreement, and are no auditor.</exception>
    public Task<bool> Belong(CurrentPerson person, OrganisationSet? organisation, string? user) => database.Write(writing =>
    {
        var found = PeopleApi.UserCalled(registers.Current, Text(user));
        if (!found.Role.ByAgreement() && found.Role != Role.Auditor)
            throw Refused.Of("refuse.organisation-user");
        writing.Record(person.Actor, new OrganisationUserSet(found.Id, organisation?.Organisation));
        return true;
    });

    private Guid NewId() => Guid.CreateVersion7(database.Clock.GetUtcNow());

    private static OrganisationKind KindOf(string? text) => PlanActs.Read<OrganisationKind>(text, "refuse.organisation-kind");

    private static ContactRole RoleOf(string? text) => PlanActs.Read<ContactRole>(text, "refuse.organisation-role");

    private static string? LanguageOf(string? language) => Text(language) is not { Length: > 0 } code ? null
        : Words.Offered.Any(o => o.Code == code) ? code : throw Refused.Of("refuse.language", ("languages", string.Join(", ", Words.Offered.Select(o => o.Code))));

    private static string Text(string? text) => text?.ReplaceLineEndings(" ").Trim() ?? "";

    private static string CodeOf(string name, HashSet<string> taken)
    {
        var stem = string.Concat(name.Normalize(System.Text.NormalizationForm.FormD).Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        stem = stem.Length == 0 ? "organisation" : stem[..Math.Min(stem.Length, 20)];
        var code = stem;
        for (var n = 2; taken.Contains(code); n++)
            code = $"{stem}-{n}";
        return code;
    }

    private static void Record(Writing writing, ActorId by, Decision decision) => TakingActs.Record(writing, by, decision, "refuse.organisation");
}
