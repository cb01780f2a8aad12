using System.Data.Common;
using Adit.Alerts;
using Adit.People;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Safety;

/// <summary>Finds the agents who were to be at a site and of whom nothing was heard by the time of day that was asked.</summary>
internal sealed class Missing(DbConnection db, Register register, Instant now)
{
    // A server that was down for a day still says that somebody was missed; after two days it is no alarm any more.
    private static readonly TimeSpan Stands = TimeSpan.FromDays(2);

    /// <summary>What is to be raised now; nothing that was raised before.</summary>
    public IReadOnlyList<AlertRaised> Find()
    {
        var (set, since) = SafetyTable.SetWithTime(db);
        if (set.CheckInBy is not { } by)
            return [];
        var at = now.ToDateTimeOffset();
        var today = DateOnly.FromDateTime(at.UtcDateTime);
        var overdue = RosterTable.Between(db, today.AddDays(-3), today.AddDays(1))
            .Where(d => register.Sites.ContainsKey(d.Site) && register.AgentsById.ContainsKey(d.Planned.Agent))
            .Where(d => Deadline(register.Sites[d.Site], d.Planned.Day, by) is var deadline && deadline <= at && at < deadline + Stands && since.ToDateTimeOffset() < deadline)
            .GroupBy(d => d.Planned).ToList();
        if (overdue.Count == 0)
            return [];
        var from = overdue.Min(d => d.Key.Day);
        var heard = SafetyTable.Since(db, from).Select(c => new RosterDay(c.Agent, c.Day)).ToHashSet();
        var missed = AlertsTable.Missed(db, from);
        return
        [
            .. overdue.Where(d => !heard.Contains(d.Key) && !missed.Contains((d.Key.Agent, d.Key.Day)) && !DaysTable.Sent(db, d.Key.Agent, d.Key.Day))
                .OrderBy(d => d.Key.Day).ThenBy(d => d.Key.Agent.Value).Select(d => new AlertRaised(Guid.CreateVersion7(at), AlertKind.MissedCheckIn, d.Key.Agent, d.First().Site, d.Key.Day)),
        ];
    }

    /// <summary>When an agent at a site must have been heard of.</summary>
    public static DateTimeOffset Deadline(Site site, DateOnly day, TimeOnly by)
    {
        var (zone, local) = (Sheet.ZoneOf(site), day.ToDateTime(by));
        return new(local, zone.GetUtcOffset(local));
    }
}
