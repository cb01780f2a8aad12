using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Adit.Credentials;
using Adit.Ledger;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;

namespace Adit.Reports;

/// <summary>What a published report attests, as its credential repeats it: in English, since programs of others read it.</summary>
internal static class Attesting
{
    /// <summary>Issues the credential of a version, in the write in which it was published; null where the programme has no name that others could find it by.</summary>
    public static CredentialIssued? Issue(Writing writing, Issuing issuing, Database database, Recorded recorded, Site site, Catalogue catalogue)
    {
        var report = (ReportPublished)recorded.Fact;
        var place = new NamedParty($"{issuing.Address}{SiteWords.Path(site)}", site.Name);
        return issuing.Issue(writing, site.Id, report.Report.Value, report.Version, new(
            Guid.CreateVersion7(writing.Now.ToDateTimeOffset()), issuing.Address, new("", database.Created!.Programme), place, place, site.Code, site.Country, report.Month, recorded.At,
            [.. report.Says.Indicators.Select(i => catalogue.Indicator(i.Indicator) is { } known ? Indicator(known, i.Stands) : null).OfType<AttestedIndicator>()], Coverage(report.Says),
            FormattableString.Invariant($"{issuing.Address}{ReportsFilling.Path(site, report.Month)}/{report.Version}"), new(SHA256.HashData(Facts.Write(report, recorded.At, recorded.Actor).T1!.Value.Span)),
            Merkle.Root(report.Says.Knows + 1, writing.Tree.Reader(writing.Db.Db)), new(database.Created!.Origin, 0, report.Says.Knows, recorded.Index)));
    }

    /// <summary>The same of a report about the programme.</summary>
    public static CredentialIssued? Issue(Writing writing, Issuing issuing, Database database, PublishedSpan kept)
    {
        var says = kept.Fact.Says;
        return issuing.Issue(writing, kept.Fact.Report.Value, kept.Fact.Version, new(
            Guid.CreateVersion7(writing.Now.ToDateTimeOffset()), issuing.Address, new("", database.Created!.Programme), says.Span.ToString(), kept.At,
            [.. says.Figures.Select(f => new AttestedFigure(f.Id, f.Is.Hidden ? "not told" : ReportTables.Text(f.Is.Value) ?? "not known", ReportTables.English[$"programme-report.figure.{f.Id}.what"]))], Coverage(says),
            FormattableString.Invariant($"{issuing.Address}{ProgrammeReportsFilling.Path(says.Span)}/{kept.Fact.Version}"), new(SHA256.HashData(Facts.Write(kept.Fact, kept.At, kept.By).T1!.Value.Span)),
            Merkle.Root(says.Knows + 1, writing.Tree.Reader(writing.Db.Db)), new(database.Created!.Origin, 0, says.Knows, kept.Entry)));
    }

    private static ImmutableArray<string> Coverage(ProgrammeSpan says) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{Whole(says, "sites.observed")} of {Whole(says, "sites.monitored")} monitored sites visited"),
        string.Create(CultureInfo.InvariantCulture, $"{Whole(says, "days.observed")} of {Whole(says, "days.all")} days of a site visited"),
        string.Create(CultureInfo.InvariantCulture, $"{Whole(says, "agent-days.done")} of {Whole(says, "agent-days.planned")} planned agent-days done"),
        string.Create(CultureInfo.InvariantCulture, $"{Whole(says, "indicators.looked")} of {Whole(says, "indicators.applicable")} indicators looked at"),
        Agreed(says.Observers),
    ];

    private static decimal Whole(ProgrammeSpan says, string figure) => says.Figure(figure).Value ?? 0;

    private static string Agreed(ObserversAgreed? observers) =>
        observers is null ? "how often two agents agree is not known" : string.Create(CultureInfo.InvariantCulture, $"two agents agreed {observers.Agreed} times of {observers.Compared}");

    private static AttestedIndicator Indicator(Indicator indicator, Stood stood)
    {
        var (standing, words) = stood.State switch
        {
            RatingState.Open when stood.Hollow => ($"{stood.Level}-reported", $"reported {stood.Level}, being verified: no finding"),
            RatingState.Open => ($"{stood.Level}-{stood.Grade.ToString().ToLowerInvariant()}", $"open {stood.Level}, {stood.Grade.ToString().ToLowerInvariant()}"),
            RatingState.Clear => ("nothing-open", "nothing open among what was looked at"),
            RatingState.Hidden => ("hard-to-see", "no report; hard to see, so that silence says nothing"),
            RatingState.Unrated => ("not-rated", "looked at; not rated"),
            _ => ("not-observed", "not observed"),
        };
        return new(
            indicator.Id, indicator.Name.In("en"), indicator.Clauses is [var clause, ..] ? $"{clause.Standard} {clause.Ref}" : "", indicator.UntpTopic ?? "", [.. indicator.Rmi.Select(r => new NamedCriterion(r, r[(r.LastIndexOf('/') + 1)..]))], standing, words);
    }

    private static ImmutableArray<string> Coverage(SiteMonth says) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"visited on {says.Days.Count(d => d == 'o')} of {says.Days.Length} days"),
        string.Create(CultureInfo.InvariantCulture, $"{says.Figure("agent-days.done") ?? 0} of {says.Figure("agent-days.planned") ?? 0} planned agent-days done"),
        string.Create(CultureInfo.InvariantCulture, $"{says.Figure("indicators.looked") ?? 0} of {says.Figure("indicators.applicable") ?? 0} indicators looked at"),
        Agreed(says.Observers),
    ];
}
