using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Adit.Partners;
using Adit.Storage;

namespace Adit.Credentials;

/// <summary>Issues and ends credentials, within the write of whoever publishes or withdraws what they are about: there is never one without the other.</summary>
internal sealed class Issuing(Settings settings)
{
    /// <summary>The name by which this programme issues; null where its public address is none that others could find it by, and nothing is issued.</summary>
    public string? Issuer { get; } = Did.Of(settings.PublicOrigin);

    /// <summary>What addresses in credentials begin with.</summary>
    public string Address => settings.PublicOrigin;

    /// <summary>
    /// Issues a credential about a version of something. Those about earlier versions that still stand are superseded by it. Nothing is signed here: the file
    /// is made when it is asked for, once a published head covers it.
    /// </summary>
    /// <param name="writing">The write in which that version was recorded.</param>
    /// <param name="about">The id of what it is about, as a report's.</param>
    /// <param name="version">Which version, from 1.</param>
    /// <returns>Null where the programme has no name to issue by.</returns>
    public CredentialIssued? Issue(Writing writing, SiteId site, Guid about, int version, SiteMonthAttested month) => Issuer is null ? null : Record(
        writing, month.Id, ConformityCredential.Kind, site, about, version, month.Ledger.Report, place => ConformityCredential.Of(month with { Address = Address, Issuer = month.Issuer with { Id = Issuer } }, place));

    /// <summary>The same about a version of a report about the programme.</summary>
    /// <returns>Null where the programme has no name to issue by.</returns>
    public CredentialIssued? Issue(Writing writing, Guid about, int version, ProgrammeAttested report) => Issuer is null ? null : Record(
        writing, report.Id, ReportCredential.Kind, null, about, version, report.Ledger.Report, place => ReportCredential.Of(report with { Address = Address, Issuer = report.Issuer with { Id = Issuer } }, place));

    private static CredentialIssued Record(Writing writing, Guid credential, string kind, SiteId? site, Guid about, int version, long entry, Func<StatusPlace, JsonObject> of)
    {
        var place = Draw(writing);
        var claims = of(place);
        var issued = new CredentialIssued(credential, kind, site, about, version, entry, place.List, place.Place, CredentialFile.HashOf(claims).ToString(), Encoding.UTF8.GetString(Jcs.Write(claims)));
        var before = Standing(writing, about);
        writing.Record(ActorId.Program, issued);
        foreach (var old in before)
            writing.Record(ActorId.Program, new CredentialStatusChanged(old.Id, CredentialEnd.Superseded, credential, ""));
        return issued;
    }

    /// <summary>Issues a credential once more, to be handed on by somebody who may read it. It ends with what both are about.</summary>
    /// <param name="claims">Of the credential that it is made from.</param>
    /// <exception cref="Refused">With every reason.</exception>
    public static Guid PassOn(Writing writing, IssuedCredential of, JsonObject claims, ActorId by, OrganisationId organisation, ImmutableArray<string> parts, ImmutableArray<string> indicators, string customer)
    {
        var (place, credential) = (Draw(writing), Guid.CreateVersion7(writing.Now.ToDateTimeOffset()));
        var left = PassingOn.Of(claims, credential, place, parts, indicators);
        var passed = new CredentialPassedOn(
            credential, ConformityCredential.Kind, place.List, place.Place, CredentialFile.HashOf(left).ToString(), of.Id, of.Site!.Value, of.About, of.Version, of.Entry, by, organisation, customer, parts, indicators, Encoding.UTF8.GetString(Jcs.Write(left)));
        // By the program: the head goes with the evidence, and names nobody.
        TakingActs.Record(writing, ActorId.Program, PassingOn.Pass(passed, claims, CredentialsTable.Find(writing.Db.Db, of.Id) is { End: null }), "refuse.pass-on");
        return credential;
    }

    /// <summary>Withdraws whatever still stands about something.</summary>
    /// <param name="why">Why, in words; for the programme alone.</param>
    /// <returns>How many that were.</returns>
    public static int Withdraw(Writing writing, ActorId actor, Guid about, string why)
    {
        var standing = Standing(writing, about);
        foreach (var credential in standing)
            writing.Record(actor, new CredentialStatusChanged(credential.Id, CredentialEnd.Withdrawn, null, why));
        return standing.Count;
    }

    private static IReadOnlyList<IssuedCredential> Standing(Writing writing, Guid about) => [.. CredentialsTable.About(writing.Db.Db, about).Where(c => c.End is null)];

    // By chance, so that a place tells nothing of when or after which other it was issued. A list is left half empty, or finding a free place would take ever longer.
    private static StatusPlace Draw(Writing writing)
    {
        var (list, taken) = CredentialsTable.Newest(writing.Db.Db);
        if (taken >= StatusList.Places / 2)
            list++;
        while (true)
        {
            var place = new StatusPlace(list, RandomNumberGenerator.GetInt32(StatusList.Places));
            if (!CredentialsTable.IsTaken(writing.Db.Db, place))
                return place;
        }
    }
}
