using System.Collections.Immutable;
using System.Data.Common;
using Adit.Risk;
using Adit.Storage;
using Dapper;

namespace Adit.BackChecks;

/// <summary>A back-check as it stands.</summary>
/// <param name="Asked">When it was asked for.</param>
/// <param name="Agent">Who is to make the second record; null while nobody is.</param>
/// <param name="SecondEntry">The ledger index of the second record; null while it has not come.</param>
internal sealed record BackCheck(
    Guid Id, SubmissionId First, long Entry, ActorId Of, SiteId Site, string Form, string? Case, BackCheckCause Cause, Instant Asked, DateOnly Until, ActorId? Agent, SubmissionId? Second, long? SecondEntry,
    string? Dropped)
{
    /// <summary>Whether a second record is still waited for, on whatever day.</summary>
    public bool Waits => Second is null && Dropped is null;
}

/// <summary>Records that are made a second time, and what the two of a pair say.</summary>
internal static class BackChecksTable
{
    public static Table[] Tables { get; } =
    [
        new("back_checks_set", [Table.Number("idx"), Table.Number("percent"), Table.Number("days")], ["idx"]),
        new("back_checks",
            ["check_id", "first", Table.Number("entry"), "of_agent", "site", "form", Table.Maybe("case_no"), "cause", Table.Number("asked"), Table.Number("until"), Table.Maybe("agent"), Table.Maybe("second"),
                Table.Maybe("second_entry", Holds.Number), Table.Maybe("dropped")], ["check_id"], "(first)", "(second)", "(until)", "(entry)", "(agent, until)"),
        new("back_check_pairs", ["check_id", "indicator", "first", "second"], ["check_id", "indicator"]),
    ];

    public static void Apply(Connection db, Recorded recorded, BackChecksSet set)
    {
        db.Run("delete from back_checks_set");
        db.Run("insert into back_checks_set (idx, percent, days) values ($1, $2, $3)", recorded.Index, set.Percent, set.Days);
    }

    public static void Apply(Connection db, Recorded recorded, BackCheckAsked asked) => db.Run(
        "insert into back_checks (check_id, first, entry, of_agent, site, form, case_no, cause, asked, until) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        asked.Check.ToString(), asked.First.ToString(), asked.Entry, asked.Of.ToString(), asked.Site.ToString(), asked.Form, asked.Case, asked.Cause.ToString(), recorded.At.Micros, asked.Until.DayNumber);

    public static void Apply(Connection db, BackCheckGiven given) => db.Run("update back_checks set agent = $2 where check_id = $1", given.Check.ToString(), given.Agent.ToString());

    public static void Apply(Connection db, BackCheckCompared compared)
    {
        db.Run("update back_checks set second = $2, second_entry = $3 where check_id = $1", compared.Check.ToString(), compared.Second.ToString(), compared.Entry);
        foreach (var pair in compared.Indicators)
            db.Run("insert into back_check_pairs (check_id, indicator, first, second) values ($1, $2, $3, $4)", compared.Check.ToString(), pair.Indicator, pair.First.ToString(), pair.Second.ToString());
    }

    public static void Apply(Connection db, BackCheckDropped dropped) => db.Run("update back_checks set dropped = $2 where check_id = $1", dropped.Check.ToString(), dropped.Why);

    /// <summary>What holds now, and the ledger index from which it does; 0 where nothing was set.</summary>
    public static (BackChecksSet Set, long From) Set(DbConnection db) =>
        db.Query<(long Index, long Percent, long Days)>("select idx, percent, days from back_checks_set").Select(r => (new BackChecksSet((int)r.Percent, (int)r.Days), r.Index))
            .DefaultIfEmpty((BackChecksSet.Off, 0)).First();

    /// <summary>The newest record that the program itself had checked: all before it were looked at. -1 where there is none.</summary>
    public static long Looked(DbConnection db) => db.QuerySingle<long>("select coalesce(max(entry), -1) from back_checks where cause <> @asked", new { asked = nameof(BackCheckCause.Asked) });

    /// <summary>Those of which a second record may still come, and whose last day is a day or later; of one agent where asked for.</summary>
    public static IReadOnlyList<BackCheck> Waiting(DbConnection db, DateOnly from, ActorId? agent = null) => Checks(
        db, $"where until >= @from and second is null and dropped is null {(agent is null ? "" : "and agent = @agent")} order by until, asked, check_id", new { from = from.DayNumber, agent = agent?.ToString() });

    /// <summary>Those whose last day lies in a span, the last day with it; the newest first.</summary>
    public static IReadOnlyList<BackCheck> Between(DbConnection db, DateOnly from, DateOnly last, int count) =>
        Checks(db, "where until >= @from and until <= @last order by until desc, asked desc, check_id limit @count", new { from = from.DayNumber, last = last.DayNumber, count });

    /// <summary>How many since a day were made, dropped, and not made in time.</summary>
    public static (long Made, long Dropped, long Missed) Counts(DbConnection db, DateOnly from, DateOnly today) => db.QuerySingle<(long, long, long)>(
        """
        select count(second), cast(coalesce(sum(case when dropped is not null then 1 else 0 end), 0) as bigint),
            cast(coalesce(sum(case when second is null and dropped is null and until < @today then 1 else 0 end), 0) as bigint) from back_checks where until >= @from
        """, new { from = from.DayNumber, today = today.DayNumber });

    /// <summary>Agreement by indicator over all pairs since a day.</summary>
    public static ImmutableArray<Agreement> Agreements(DbConnection db, DateOnly from) => Agreement.Of(
        db.Query<(string Indicator, string First, string Second, long Count)>(
            """
            select p.indicator, p.first, p.second, count(*) from back_check_pairs p join back_checks c on c.check_id = p.check_id where c.until >= @from
            group by p.indicator, p.first, p.second order by p.indicator, p.first, p.second
            """, new { from = from.DayNumber })
            .SelectMany(r => Enumerable.Repeat(new Compared(r.Indicator, Enum.Parse<Severity>(r.First), Enum.Parse<Severity>(r.Second)), (int)r.Count)));

    /// <summary>One; null where there is none.</summary>
    public static BackCheck? Find(DbConnection db, Guid check) => Checks(db, "where check_id = @check", new { check = check.ToString() }) is [var found] ? found : null;

    /// <summary>Those that a record is the first or the second of.</summary>
    public static IReadOnlyList<BackCheck> Of(DbConnection db, SubmissionId record) => Checks(db, "where first = @record or second = @record order by asked, check_id", new { record = record.ToString() });

    /// <summary>What the pairs of some checks say, by check.</summary>
    public static ILookup<Guid, Compared> Pairs(DbConnection db, IEnumerable<Guid> checks) =>
        db.Query<(string Check, string Indicator, string First, string Second)>(
            $"select check_id, indicator, first, second from back_check_pairs where {Dialect.In(db, "check_id", "@checks")} order by check_id, indicator", new { checks = checks.Select(c => c.ToString()).ToArray() })
            .ToLookup(r => Guid.Parse(r.Check), r => new Compared(r.Indicator, Enum.Parse<Severity>(r.First), Enum.Parse<Severity>(r.Second)));

    private static IReadOnlyList<BackCheck> Checks(DbConnection db, string which, object values) =>
        [.. db.Query<Stored>($"select check_id, first, entry, of_agent, site, form, case_no, cause, asked, until, agent, second, second_entry, dropped from back_checks {which}", values).Select(r => r.ToCheck())];

    private sealed record Stored(
        string Check_Id, string First, long Entry, string Of_Agent, string Site, string Form, string? Case_No, string Cause, long Asked, long Until, string? Agent, string? Second, long? Second_Entry, string? Dropped)
    {
        public BackCheck ToCheck() => new(
            Guid.Parse(Check_Id), new(Guid.Parse(First)), Entry, new(Guid.Parse(Of_Agent)), new(Guid.Parse(Site)), Form, Case_No, Enum.Parse<BackCheckCause>(Cause), new(Asked), DateOnly.FromDayNumber((int)Until),
            Agent is null ? null : new ActorId(Guid.Parse(Agent)), Second is null ? null : new SubmissionId(Guid.Parse(Second)), Second_Entry, Dropped);
    }
}
