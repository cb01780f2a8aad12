using System.Data.Common;
using Adit.Incidents;
using Adit.Plans;
using Adit.Risk;
using Adit.Sites;
using Adit.Web;

namespace Adit.Reports;

/// <summary>What reports say, in the words and signs of the pages.</summary>
internal sealed class ReportWords(DbConnection db, InForce inForce, Words words)
{
    private readonly Library _library = Composing.Library(db, inForce);

    /// <summary>The address of a version.</summary>
    public static string Path(Site site, ReportPublished report) => FormattableString.Invariant($"{ReportsFilling.Path(site, report.Month)}/{report.Version}");

    /// <summary>How something stood, as a square.</summary>
    public static Standing Shown(Stood stood) => stood.InPart ? Web.Standing.NotWhollyObserved : new Rating(stood.State, stood.Level, stood.Grade, default, null, 0).ToStanding();

    /// <summary>An indicator with its id; the id alone where the catalogue in force has it no more.</summary>
    public string Indicator(string indicator) => inForce.Catalogue.Indicator(indicator) is { } known ? $"{indicator} {known.Name.In(words.Language)}" : indicator;

    /// <summary>A group of risks.</summary>
    public string Group(string group) => inForce.Catalogue.Groups.FirstOrDefault(g => g.Id == group) is { } known ? known.Name.In(words.Language) : group;

    /// <summary>What figures of reports count, as a table of a document.</summary>
    public DocumentTable Means(IEnumerable<(string Label, string Means)> figures) => new(
        [new(words.Message("report.figure")), new(words.Message("report.means"))], [.. figures.Select(f => new DocumentRow([new(f.Label), new(f.Means)]))]);

    /// <summary>What some figures of a site's month are called, and what they count.</summary>
    public IEnumerable<(string Label, string Means)> Defined(params IEnumerable<string> figures) => figures.Select(f => (words["report.figure." + f], words[$"report.figure.{f}.what"]));

    /// <summary>What was agreed: the measure, else what it is about.</summary>
    public string Measure(ReportedAction action) => _library.Find(action.Measure) is { } measure ? Library.In(measure.Texts, words.Language) : Indicator(action.Indicator);

    /// <summary>How far an action is.</summary>
    public string State(ReportedAction action) =>
        action.Verified is { } day ? words.Say(action.SameAgent ? "report.action.verified.same" : "report.action.verified", ("day", words.Day(day))) : action.Overdue > 0 ? words.Say("report.action.overdue", ("n", action.Overdue)) : words["report.action.open"];

    /// <summary>The square of an incident.</summary>
    public static Standing Standing(ReportedIncident incident) => incident.Hollow ? Web.Standing.Reported(incident.Level.Number()) : Web.Standing.Open(incident.Level.Number());
}
