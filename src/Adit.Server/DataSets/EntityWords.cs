using System.Data.Common;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.DataSets;

/// <summary>Data sets in the words of the pages.</summary>
internal static class EntityWords
{
    public static string Path(string dataset) => "/data-sets/" + Uri.EscapeDataString(dataset);

    public static string Path(EntityKey key) => $"{Path(key.DataSet)}/{key.Entity}";

    /// <summary>The key that texts and programs know a state by.</summary>
    public static string Key(EntityStands stands) => stands switch { EntityStands.Here => "here", EntityStands.TakenBack => "taken-back", EntityStands.Deleted => "deleted", _ => "not-yet" };

    /// <summary>The same of a conflict; null for none.</summary>
    public static string? Key(EntityConflict conflict) => conflict switch { EntityConflict.Soft => "soft", EntityConflict.Hard => "hard", _ => null };

    public static string Key(EntityStepKind kind) => kind switch { EntityStepKind.TakenBack => "taken-back", EntityStepKind.ConflictSeen => "conflict-seen", _ => kind.ToString().ToLowerInvariant() };

    public static EntityLineView Line(EntityRow row, Register register, Words words)
    {
        var site = row.Site is { } id ? register.Sites.GetValueOrDefault(id) : null;
        return new(
            row.Key.Entity, Path(row.Key), row.Label, site?.Code, site?.Name ?? words["submission.site.none"], row.Version,
            TimeZoneInfo.ConvertTime(row.ChangedAt.ToDateTimeOffset(), Sheet.ZoneOf(site)), Key(row.Stands), row.Stands == EntityStands.Here ? Key(row.Conflict) : null);
    }

    public static EntityFaultView Fault(FaultRow fault, Words words) => new(
        words["fault." + fault.Code], $"/submissions/{fault.Record}", fault.Entity is { } id ? Path(new EntityKey(fault.DataSet, id)) : null);

    /// <summary>The same as <see cref="Of"/>, for programs.</summary>
    public static IReadOnlyList<EntityTold> Told(DbConnection db, SubmissionId record, CurrentPerson person, Register register, Instant now) =>
    [
        .. Done(db, record, person, register, now).Select(e => new EntityTold(e.Key.DataSet, e.Key.Entity, Key(e.Entity.Stands), null)),
        .. EntityFaultsTable.Of(db, record).Select(f => new EntityTold(f.DataSet, f.Entity?.ToString("D"), null, f.Code)),
    ];

    /// <summary>What a record did to data sets, and what of it was not done.</summary>
    public static IReadOnlyList<RecordEntityView> Of(DbConnection db, SubmissionId record, CurrentPerson person, Register register, Words words, Instant now) =>
    [
        .. Done(db, record, person, register, now).Select(e => new RecordEntityView(
            e.Key.DataSet, e.Entity.Label, e.Entity.Stands == EntityStands.NotYet ? null : Path(e.Key),
            words[e.Entity.Waits.FirstOrDefault(w => w.Record == record) is { Index: > 0 } waits ? waits.Until is null ? "data-sets.waits.office" : "data-sets.waits.part" : "data-sets.stands." + Key(e.Entity.Stands)], false)),
        .. EntityFaultsTable.Of(db, record).Select(f => new RecordEntityView(f.DataSet, null, null, words["fault." + f.Code], true)),
    ];

    private static IEnumerable<(EntityKey Key, Entity Entity)> Done(DbConnection db, SubmissionId record, CurrentPerson person, Register register, Instant now)
    {
        var keys = EntitiesTable.Asked(db, [record])[record].Select(a => a.Key).Distinct().ToList();
        var (rows, events) = (EntitiesTable.Find(db, keys), EntitiesTable.Events(db, keys));
        return keys.Where(k => rows.TryGetValue(k, out var row) && EntityAccess.Shows(person, register, row.Site)).Select(k => (k, Folding.Of(events[k], now))).Where(e => e.Item2.Faults.All(f => f.Record != record));
    }
}
