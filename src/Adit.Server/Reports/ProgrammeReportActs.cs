using System.Collections.Immutable;
using Adit.Credentials;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Plans;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Reports;

/// <summary>Does what people do about programme reports: composes what is known now, asks the rule, records its answer.</summary>
internal sealed class ProgrammeReportActs(Database database, Registers registers, Catalogues catalogues, LedgerReading ledger, Issuing issuing)
{
    /// <summary>Does it; the version that stands afterwards, 0 for none.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<int> Do(CurrentPerson person, ReportSpan span, ReportAsked asked)
    {
        var (text, now) = (asked.Text?.ReplaceLineEndings("\n").Trim() ?? "", database.Clock.GetUtcNow());
        // Composed before the writer's turn: it reads all sites, and everybody who records would wait.
        var composed = asked.Act == "publish" ? database.Read(db => Composing(db, now).Compose(span, resting: true)) : default;
        return database.Write(writing =>
        {
            var db = writing.Db.Db;
            var newest = ProgrammeReportsTable.Versions(db, span) is [var found, ..] ? found : null;
            var decision = asked.Act switch
            {
                "write" => Write(span, asked, text, ProgrammeReportsTable.Texts(db, span)),
                "publish" => ProgrammeReporting.Publish(
                    new(newest?.Fact.Report ?? new(Guid.CreateVersion7(now)), composed.Says, composed.Sites, [.. ProgrammeReportsTable.Texts(db, span)], newest?.Fact, newest?.Withdrawn is not null, Today(registers.Current, now)), asked.Read, asked.Seen ?? -1, text),
                "withdraw" => newest is not null ? Reporting.Withdraw(newest.Fact.Report, newest.Fact.Version, newest.Withdrawn is not null, asked.Seen ?? -1, text) : throw Refused.Of("refuse.report-none"),
                _ => throw Refused.Of("refuse.report-act", ("act", asked.Act)),
            };
            TakingActs.Record(writing, person.Actor, decision, "refuse.report");
            foreach (var fact in decision.Facts)
                if (fact is ProgrammeReportPublished published)
                {
                    // Asked for again: a database is sent by it what was recorded just now.
                    var kept = ProgrammeReportsTable.Versions(writing.Db.Db, span)[0];
                    writing.Record(person.Actor, composed.Rests! with { Report = published.Report, Version = published.Version, Published = kept.Entry });
                    Attesting.Issue(writing, issuing, database, kept);
                }
                else if (fact is ReportWithdrawn withdrawn)
                    Issuing.Withdraw(writing, person.Actor, withdrawn.Report.Value, withdrawn.Why);
            return decision.Facts.OfType<ProgrammeReportPublished>().FirstOrDefault()?.Version ?? newest?.Fact.Version ?? 0;
        });
    }

    /// <summary>The day where it is earliest among the sites: a span is over when it is over everywhere.</summary>
    public static DateOnly Today(Register register, DateTimeOffset now) =>
        register.Zones.IsEmpty ? DateOnly.FromDateTime(now.UtcDateTime) : register.Zones.Min(z => Clock.DayOf(now, TimeZoneInfo.FindSystemTimeZoneById(z)));

    private ProgrammeComposing Composing(System.Data.Common.DbConnection db, DateTimeOffset now) => new(db, ledger, registers.Current, catalogues.Current ?? throw Refused.Of("refuse.no-catalogue"), now);

    private static Decision Write(ReportSpan span, ReportAsked asked, string text, IReadOnlyList<ReportText> before)
    {
        var (section, language) = (PlanActs.Read<ReportSection>(asked.Section, "refuse.report-section"), asked.Language ?? "");
        return ProgrammeReporting.Write(new(span, section, language, text), before.FirstOrDefault(t => t.Section == section && t.Language == language)?.Text);
    }
}
