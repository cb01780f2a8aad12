using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.Security;

/// <summary>The public page that answers a security review: what is stored, where, who sees it, and what was not done. It names no host, no address, no version and no secret.</summary>
internal static class SecurityRoom
{
    /// <summary>The address of the page.</summary>
    public const string Path = "/security";

    public static void MapSecurity(this IEndpointRouteBuilder routes) => routes.MapGet(Path, (HttpContext http, Database database, Settings settings, Publishing publishing) =>
        Pages.Answer<SecurityPage>(Frames.Of(http), Of(Frames.Of(http).Words, database, settings, publishing))).Needs(Right.Public);

    private static SecurityView Of(Words words, Database database, Settings settings, Publishing publishing)
    {
        var here = new Dictionary<string, IReadOnlyList<string>>
        {
            ["where"] =
            [
                words["security.home." + (database.Home is PostgresHome ? "database" : "folder")], words["security.files." + (database.Home is not PostgresHome ? "folder" : database.Home.Blobs is S3Blobs ? "objects" : "shared")],
                settings.Region is { } region ? words.Say("security.region", ("region", region)) : words["security.region.unsaid"],
            ],
            ["log"] = [settings.Witnesses.Count > 0 ? words.Say("security.witnesses", ("n", settings.Witnesses.Count)) : words["security.witnesses.none"], publishing.Latest is { } head ? words.Say("security.head", ("n", head.Size)) : words["security.head.none"]],
            ["leaves"] = [words[settings.Ways.Mail is null ? "security.mail.none" : "security.mail"], words[settings.Ways.Sms is null ? "security.sms.none" : "security.sms"]],
        };
        return new(
            [.. Sections.Select(s => new SecuritySectionView(s, words["security." + s], [.. here.GetValueOrDefault(s) ?? [], .. Enumerable.Range(1, 20).Select(n => $"security.{s}.{n}").TakeWhile(words.Has).Select(k => words[k])]))],
            [.. Enum.GetValues<Tier>().Select(t => Tiers(t, words))], [.. Rights.Given.Select(r => Reads(r, words))]);
    }

    private static string[] Sections => ["stored", "where", "sees", "keys", "signing-in", "log", "erasing", "leaves", "backups", "not"];

    // From the rights themselves: this page cannot say anything else than what doors do.
    private static TierReadView Tiers(Tier tier, Words words) => new(
        words["tier." + tier], words["security.tier." + tier],
        tier == Tier.T0 ? words["security.everybody"] : Rights.Given.Where(r => r.Sees() >= tier).Select(r => words["role." + Frames.KeyOf(r)]).ToList() is { Count: > 0 } roles ? string.Join(", ", roles) : words["security.nobody"]);

    private static RoleReadView Reads(Role role, Words words) => new(
        words["role." + Frames.KeyOf(role)], words["tier." + role.Sees()], words[role.OfTheProgramme() ? "security.sites.all" : "security.sites.given"],
        words[role.May(Right.SeeRecords) ? "security.yes" : "security.no"], words[role.May(Right.EraseRecords) ? "security.yes" : "security.no"], words[role.May(Right.KeepUsers) ? "security.yes" : "security.no"]);
}
