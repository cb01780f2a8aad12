using System.ComponentModel;
using Adit.Credentials;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Plans;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Reports;

/// <summary>An act on a report as somebody asks for it.</summary>
/// <param name="Act">write, ask, reply, waive, publish or withdraw.</param>
/// <param name="Text">What is written, replied, or the reason.</param>
/// <param name="Seen">The newest version that they saw; 0 for none.</param>
/// <param name="Read">That whoever publishes has read all of it.</param>
internal sealed record ReportAsked(
    [property: Description("write, ask, reply, waive, publish or withdraw.")] string? Act, [property: Description("summary, limits or next: of write.")] string? Section = null, [property: Description("en, fr, sw or zh: of write.")] string? Language = null,
    [property: Description("What is written or replied; the way of asking; else the reason.")] string? Text = null, [property: Description("Id of the finding's indicator: of ask, reply and waive.")] string? Indicator = null,
    [property: Description("Since when the finding stands.")] DateOnly? Since = null, [property: Description("Who is asked.")] string? Party = null, [property: Description("When they replied.")] DateOnly? Day = null,
    [property: Description("The newest version as it was seen; 0 for none.")] int? Seen = null, [property: Description("That whoever publishes has read all of it, and that nothing in it points to a person.")] bool Read = false);

/// <summary>Does what people do about reports: composes what is known now, asks the rule, records its answer, all as the writer.</summary>
internal sealed class ReportActs(Database database, LedgerReading ledger, Registers registers, Catalogues catalogues, Issuing issuing)
{
    /// <summary>Does it; the version that stands afterwards, 0 for none.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<int> Do(CurrentPerson person, Site site, DateOnly month, ReportAsked asked) => database.Write(writing =>
    {
        var db = writing.Db.Db;
        var (text, now) = (asked.Text?.ReplaceLineEndings("\n").Trim() ?? "", database.Clock.GetUtcNow());
        var by = new Reporter(database.Now, SiteRisk.Today(site, now));
        // Composed only by what asks for it: everybody who records waits meanwhile.
        SiteMonth Says() => new MonthComposing(db, catalogues.Current ?? throw Refused.Of("refuse.no-catalogue")).Compose(site, month);
        var (versions, replies) = (ReportsTable.Versions(db, site.Id, month), ReportsTable.Replies(db, site.Id));
        var (indicator, since) = (asked.Indicator ?? "", asked.Since ?? default);
        var reply = replies.GetValueOrDefault((indicator, since), Reply.None);
        var decision = asked.Act switch
        {
            "write" => Write(site, month, asked, text, ReportsTable.Texts(db, site.Id, month)),
            "ask" => Reporting.Ask(Says(), site.Id, indicator, since, PlanActs.PartyOf(asked.Party), text, reply, by),
            "reply" => Reporting.Note(site.Id, indicator, since, asked.Day ?? by.Today, text, reply, by),
            "waive" => Reporting.Waive(Says(), site.Id, indicator, since, text, reply),
            "publish" => Reporting.Publish(
                new(versions is [var any, ..] ? any.Fact.Report : new(Guid.CreateVersion7(now)), site.Id, month, Says(), [.. ReportsTable.Texts(db, site.Id, month)], versions is [var newest, ..] ? newest.Fact : null, versions is [{ Withdrawn: not null }, ..], replies),
                by, asked.Read, asked.Seen ?? -1, text),
            "withdraw" => versions is [var newest, ..] ? Reporting.Withdraw(newest.Fact.Report, newest.Fact.Version, newest.Withdrawn is not null, asked.Seen ?? -1, text) : throw Refused.Of("refuse.report-none"),
            _ => throw Refused.Of("refuse.report-act", ("act", asked.Act)),
        };
        TakingActs.Record(writing, person.Actor, decision, "refuse.report");
        // Asked for again: a database is sent by it what was recorded just now.
        db = writing.Db.Db;
        foreach (var fact in decision.Facts)
            if (fact is ReportPublished published)
            {
                var recorded = ReportsTable.Recorded(db, published);
                writing.Record(person.Actor, new Resting(db, ledger, registers.Current, catalogues.Current!).Of(recorded, published));
                Attesting.Issue(writing, issuing, database, recorded, site, catalogues.Current!.Catalogue);
            }
            else if (fact is ReportWithdrawn withdrawn)
                Issuing.Withdraw(writing, person.Actor, withdrawn.Report.Value, withdrawn.Why);
        return decision.Facts.OfType<ReportPublished>().FirstOrDefault()?.Version ?? (versions is [{ Fact.Version: var version }, ..] ? version : 0);
    });

    /// <summary>Records that somebody from outside was shown versions of reports, the first time that they were in this way. Of the programme's own people that is no disclosure.</summary>
    public async Task Disclose(CurrentPerson person, string taken, params IReadOnlyList<(ReportId Report, int Version)> reports)
    {
        if (person.Role.OfTheProgramme() || database.Read(db => New(db).Count) == 0)
            return;
        await database.Write(writing =>
        {
            foreach (var (report, version) in New(writing.Db.Db))
                writing.Record(person.Actor, new ReportDisclosed(report, version, person.Actor, taken, By(writing.Db.Db, report, version)));
            return true;
        });

        List<(ReportId Report, int Version)> New(System.Data.Common.DbConnection db) => [.. reports.Where(r => !ReportsTable.WasRead(db, r.Report, r.Version, person.Actor, taken))];

        Basis? By(System.Data.Common.DbConnection db, ReportId report, int version)
        {
            var register = registers.Current;
            if (ReportsTable.Versions(db, report).FirstOrDefault(v => v.Fact.Version == version) is { Fact: var month })
                return Reach.Under(register, person, taken == "records" ? Product.Records : Product.Reports, register.Sites[month.Site], month.Says.Last, database.Now);
            return ProgrammeReportsTable.Versions(db, report).FirstOrDefault(v => v.Fact.Version == version) is { Fact: var whole } ? Reach.Under(register, person, whole, database.Now) : null;
        }
    }

    private static Decision Write(Site site, DateOnly month, ReportAsked asked, string text, IReadOnlyList<ReportText> before)
    {
        var (section, language) = (PlanActs.Read<ReportSection>(asked.Section, "refuse.report-section"), asked.Language ?? "");
        return Reporting.Write(new(site.Id, month, section, language, text), before.FirstOrDefault(t => t.Section == section && t.Language == language)?.Text);
    }
}
