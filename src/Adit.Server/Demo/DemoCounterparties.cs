using Adit.Counterparties;
using Adit.Partners;
using Adit.RedFlags;
using Adit.Storage;

namespace Adit.Demo;

/// <summary>What the programme of the demonstration knows of a cooperative, an operator and its refiner, and red flags of its sites. All parties, lists and advisories in it are invented.</summary>
internal static class DemoCounterparties
{
    /// <summary>The cooperative of <c>LU-02</c>.</summary>
    public const string Cooperative = "tuendelee";

    private const string Areas = "List of areas for the demonstration", Sanctions = "Sanctions list for the demonstration", Registry = "Register of companies for the demonstration";

    /// <summary>After the last day.</summary>
    public static Task After(Database database, DateOnly last) => database.Write(writing =>
    {
        string Version(int daysAgo) => last.AddDays(-daysAgo - 5).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        SiteId At(string code) => DemoSite.Twelve.Single(s => s.Code == code).Id;
        var cooperative = Party(Cooperative, OrganisationKind.Cooperative, "Coopérative Tuendelee (simulated)", At("LU-02"));
        Know(cooperative, "Coopérative Tuendelee", "cooperative", [new("Simulated Owner", "CD", 40), new("Second Simulated Owner", "CD", null)]);
        Look(cooperative, CheckKind.Sanctions, Sanctions, LookResult.Clear, 30);
        Look(cooperative, CheckKind.Ownership, Registry, LookResult.Clear, 410);
        var dismissed = Look(cooperative, CheckKind.Exposed, "Exposed persons for the demonstration", LookResult.Hit, 20, "A name alike.");
        writing.Record(ActorId.Program, new HitReviewed(dismissed, cooperative, HitOutcome.Dismissed, "Born in another year, in another country."));

        var trader = Party("kiwe-mining", OrganisationKind.Operator, "Kiwe Mining (simulated)", At("LU-01"), At("LU-03"));
        Know(trader, "Kiwe Mining", "private company", []);
        Look(trader, CheckKind.Sanctions, Sanctions, LookResult.Clear, 12);
        Look(trader, CheckKind.AdverseMedia, "Press review for the demonstration", LookResult.Hit, 1, "A report about a dispute over land.");

        Area("LU-01", AreaSubject.Site, AreaResult.Outside, 40);
        Area("LU-02", AreaSubject.Site, AreaResult.Outside, 40);
        Area("LU-03", AreaSubject.Site, AreaResult.Unclear, 420);
        Area("NK-01", AreaSubject.Site, AreaResult.Inside, 40);
        Area("LU-02", AreaSubject.Route, AreaResult.Outside, 40, "By road to the border, then by road to the port", "CD", "ZM", "TZ");
        writing.Record(ActorId.Program, new AdvisorySet(Guid.CreateVersion7(), "CD", "Nord-Kivu", "Armed clashes along the main road (simulated).", "Advisory made up for the demonstration", last.AddDays(-25), last.AddDays(60)));
        writing.Record(ActorId.Program, new AdvisorySet(Guid.CreateVersion7(), "CD", "Lualaba", "Roads cut by floods; checks of transports are made more often (simulated).", "Advisory made up for the demonstration", last.AddDays(-8), last.AddDays(20)));
        return true;

        OrganisationId Party(string code, OrganisationKind kind, string name, params SiteId[] sites)
        {
            var id = new OrganisationId(Guid.CreateVersion7(writing.Now.ToDateTimeOffset()));
            writing.Record(ActorId.Program, new OrganisationSet(id, code, kind, name, "CD"));
            writing.Record(ActorId.Program, new WorkplacesSet(id, [.. sites]));
            return id;
        }

        void Know(OrganisationId party, string name, string form, Owner[] owners)
        {
            writing.Record(ActorId.Program, new OrganisationIdentified(party, name, form, Registry, "0000-" + name.Length, "CD", "", last.AddDays(-60), "Extract made up for the demonstration"));
            if (owners.Length > 0)
                writing.Record(ActorId.Program, new OwnersDeclared(party, [.. owners], last.AddDays(-60), "Declaration made up for the demonstration"));
            writing.Record(ActorId.Program, new PermitSet(party, "artisanal mining of copper and cobalt", "A-" + name.Length, "Ministry (simulated)", last.AddDays(-500), last.AddDays(45), last.AddDays(-60), "Copy made up for the demonstration"));
        }

        Guid Look(OrganisationId party, CheckKind kind, string list, LookResult result, int daysAgo, string note = "")
        {
            var check = Guid.CreateVersion7(writing.Now.ToDateTimeOffset());
            writing.Record(ActorId.Program, new CounterpartyChecked(check, party, kind, list, Version(daysAgo), last.AddDays(-daysAgo), result, note));
            return check;
        }

        void Area(string code, AreaSubject subject, AreaResult result, int daysAgo, string route = "", params string[] through) =>
            writing.Record(ActorId.Program, new AreaChecked(At(code), subject, result, Areas, Version(daysAgo), last.AddDays(-daysAgo), "Made up for the demonstration", route, [.. through]));
    });
}
