using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.DataSets;

/// <summary>Who sees what of data sets: the same as of the records that fill them.</summary>
internal static class EntityAccess
{
    /// <summary>Something at a site is seen by who sees the site; what lies at none is the programme's own.</summary>
    public static bool Shows(CurrentPerson person, Register register, SiteId? site) => site is { } at ? person.SeesSite(register, at) : OpenedRecord.SeesAll(person);

    /// <summary>The places of which somebody sees entities; null for all.</summary>
    public static IReadOnlyCollection<string>? Places(CurrentPerson person) => OpenedRecord.SeesAll(person) ? null : [.. (person.User?.Sites ?? []).Select(s => s.ToString())];

    /// <summary>An entity that somebody may see; null where there is none.</summary>
    public static EntityRow? Find(System.Data.Common.DbConnection db, CurrentPerson person, Register register, string dataset, string id) =>
        Id.TryRead(id, out var guid) && EntitiesTable.Find(db, [new(dataset, guid)]).Values.FirstOrDefault() is { } row && Shows(person, register, row.Site) ? row : null;
}
