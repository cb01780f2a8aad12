using System.Data.Common;
using Adit.Storage;
using Dapper;

namespace Adit.People;

/// <summary>How photos are reduced on phones.</summary>
internal static class PhotosTable
{
    public static Table Table { get; } = new("photos", [Table.Number("idx"), Table.Number("longest_side"), Table.Number("quality")], ["idx"]);

    public static void Apply(Connection db, long index, PhotosSet set)
    {
        db.Run("delete from photos");
        db.Run("insert into photos (idx, longest_side, quality) values ($1, $2, $3)", index, set.LongestSide, set.Quality);
    }

    /// <summary>What holds now.</summary>
    public static PhotosSet Set(DbConnection db) =>
        db.Query<(long Side, long Quality)>("select longest_side, quality from photos").Select(r => new PhotosSet((int)r.Side, (int)r.Quality)).FirstOrDefault() ?? PhotosSet.Usual;
}
