using System.Collections.Immutable;
using Adit.Incidents;
using Adit.Risk;

namespace Adit.Reports;

/// <summary>What became of the right to reply to one finding.</summary>
/// <param name="Asked">Who was asked, and by when they were to answer; null while nobody was.</param>
/// <param name="Given">What they said last; null while nothing.</param>
/// <param name="Waived">Why nobody is asked; null where somebody is to be.</param>
public sealed record Reply(ReplyAsked? Asked, ReplyGiven? Given, ReplyWaived? Waived)
{
    /// <summary>One of which nothing was done.</summary>
    public static Reply None { get; } = new(null, null, null);

    /// <summary>After something was done about it.</summary>
    public Reply After(Fact fact) => fact switch
    {
        ReplyAsked asked => this with { Asked = asked },
        ReplyGiven given => this with { Given = given },
        ReplyWaived waived => this with { Waived = waived },
        _ => this,
    };

    /// <summary>Whether a finding may be published: the party answered, had its time, or is not asked for a recorded reason.</summary>
    public bool IsSettled(Instant now) => Waived is not null || Given is not null || Asked?.Until.Micros <= now.Micros;

    /// <summary>As a report prints it; null where there is nothing to print. That somebody was not asked, and why, stays inside: it would tell that there is a source.</summary>
    public ReportedReply? Printed(string indicator) => Asked is null ? null : new(indicator, (Given as ReplyGiven)?.Party ?? Asked.Party, Given?.Text, Asked.Until);
}

/// <summary>Whoever reports.</summary>
/// <param name="Today">The day at the site.</param>
public sealed record Reporter(Instant Now, DateOnly Today);

/// <summary>What must be known to publish.</summary>
/// <param name="Says">As the ledger gives it now.</param>
/// <param name="Newest">The version that stands; null for none.</param>
/// <param name="Withdrawn">Whether the newest version was withdrawn.</param>
/// <param name="Replies">What became of the right to reply, by indicator and day.</param>
public sealed record Publishable(
    ReportId Report, SiteId Site, DateOnly Month, SiteMonth Says, ImmutableArray<ReportText> Texts, ReportPublished? Newest, bool Withdrawn, IReadOnlyDictionary<(string Indicator, DateOnly Since), Reply> Replies);

/// <summary>What may be done about reports. Each act is one fact, or all reasons why not.</summary>
public static class Reporting
{
    /// <summary>Longest text of a section, and of a reply, in characters.</summary>
    public const int Longest = 4_000;

    /// <summary>How long a party has to answer: of a finding of S1 hours, of others days. Our proposal.</summary>
    public static readonly TimeSpan OfS1 = TimeSpan.FromHours(24), OfOthers = TimeSpan.FromDays(5);

    /// <summary>The languages that a section is written in.</summary>
    public static ImmutableArray<string> Languages { get; } = ["en", "fr", "sw", "zh"];

    /// <summary>Findings that a party is asked about before they are published: S1 and S2, more than hearsay.</summary>
    public static IEnumerable<ReportedFinding> ToAsk(SiteMonth says) => says.Standing.Where(f => f.Stands.Level >= Severity.S2);

    /// <summary>A section is written.</summary>
    public static Decision Write(ReportTextSet set, string? before) => Decision.Unless(WrittenWrong(set.Language, set.Text), set.Text == (before ?? "") ? null : set);

    /// <summary>What is wrong with a section as it is written.</summary>
    public static IEnumerable<Refusal?> WrittenWrong(string language, string text) => [Languages.Contains(language) ? null : new("report-language"), TooLong(text)];

    /// <summary>Whether a text is longer than any may be.</summary>
    public static Refusal? TooLong(string text) => text.Length > Longest ? new("report-long", [("n", Number(Longest))]) : null;

    /// <summary>A party is given the text of a finding, and its time.</summary>
    public static Decision Ask(SiteMonth says, SiteId site, string indicator, DateOnly since, Party party, string way, Reply reply, Reporter by) => Decision.Unless(
        [
            Finding(says, indicator, since) is null ? new("report-finding") : null, reply.Asked is not null || reply.Waived is not null ? new("report-reply-asked") : null,
            way.Length == 0 ? new("report-way") : TooLong(way),
        ],
        new ReplyAsked(site, indicator, since, party, way, new(by.Now.Micros + ((Finding(says, indicator, since)?.Stands.Level == Severity.S1 ? OfS1 : OfOthers).Ticks / TimeSpan.TicksPerMicrosecond))));

    /// <summary>What the party said is noted; what it says later takes the place of what it said before.</summary>
    public static Decision Note(SiteId site, string indicator, DateOnly since, DateOnly day, string text, Reply reply, Reporter by) => Decision.Unless(
        [
            reply.Asked is null ? new("report-not-asked") : null, text.Length == 0 ? new("report-reply-text") : TooLong(text),
            day > by.Today ? new("report-day") : null,
        ],
        reply.Asked is { } asked ? new ReplyGiven(site, indicator, since, asked.Party, day, text) : null);

    /// <summary>A named person decides that the party is not asked.</summary>
    public static Decision Waive(SiteMonth says, SiteId site, string indicator, DateOnly since, string why, Reply reply) => Decision.Unless(
        [
            Finding(says, indicator, since) is null ? new("report-finding") : null, reply.Asked is not null || reply.Waived is not null ? new("report-reply-asked") : null,
            why.Length == 0 ? new("report-why") : TooLong(why),
        ],
        new ReplyWaived(site, indicator, since, why));

    /// <summary>
    /// A report is published, or corrected by a new version. Its month is over, every party that a finding of S1 or S2 names had its time, and who publishes says that they read it: its words leave the programme by that act.
    /// </summary>
    /// <param name="read">That whoever publishes has read all of it.</param>
    /// <param name="seen">The version that they saw as the newest; 0 for none.</param>
    /// <param name="why">What is corrected.</param>
    public static Decision Publish(Publishable known, Reporter by, bool read, int seen, string why)
    {
        var waits = ToAsk(known.Says).Where(f => !known.Replies.GetValueOrDefault((f.Indicator, f.Since), Reply.None).IsSettled(by.Now)).Select(f => f.Indicator).Distinct().ToList();
        var published = new ReportPublished(
            known.Report, known.Site, known.Month, (known.Newest?.Version ?? 0) + 1,
            known.Says with { Replies = [.. ToAsk(known.Says).Select(f => known.Replies.GetValueOrDefault((f.Indicator, f.Since), Reply.None).Printed(f.Indicator)).OfType<ReportedReply>()] }, known.Texts, known.Newest is null ? "" : why);
        return Decision.Unless(
            [
                known.Says.Last >= by.Today ? new("report-month") : null, read ? null : new("report-unread"), seen == (known.Newest?.Version ?? 0) ? null : new("report-changed"),
                waits.Count > 0 ? new("report-waits", [("what", string.Join(", ", waits))]) : null, known.Newest is not null && why.Length == 0 ? new("report-corrects") : null,
                TooLong(why), known.Newest is { } newest && !known.Withdrawn && Same(newest, published) ? new("report-same") : null,
            ],
            published);
    }

    /// <summary>A version holds no more.</summary>
    /// <param name="report">Of a month at a site, or a programme report.</param>
    /// <param name="version">The newest.</param>
    public static Decision Withdraw(ReportId report, int version, bool withdrawn, int seen, string why) => Decision.Unless(
        [withdrawn ? new("report-withdrawn") : null, seen == version ? null : new("report-changed"), why.Length == 0 ? new("report-why") : TooLong(why)], new ReportWithdrawn(report, version, why));

    // What the ledger grew by meanwhile is no other report.
    private static bool Same(ReportPublished one, ReportPublished other) =>
        System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(one with { Version = 0, Why = "", Says = one.Says with { Knows = 0 } }, FactsJson.Default.ReportPublished).AsSpan().SequenceEqual(
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(other with { Version = 0, Why = "", Says = other.Says with { Knows = 0 } }, FactsJson.Default.ReportPublished));

    private static ReportedFinding? Finding(SiteMonth says, string indicator, DateOnly since) => ToAsk(says).FirstOrDefault(f => f.Indicator == indicator && f.Since == since);

    private static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
