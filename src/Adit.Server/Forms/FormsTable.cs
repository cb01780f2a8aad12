using System.Data.Common;
using System.Text.Json;
using Adit.People;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Dapper;

namespace Adit.Forms;

/// <summary>A published version of a form, without its bytes.</summary>
internal sealed record PublishedForm(string Form, string Version, string Title, string Md5, FormState State, bool Newest, long Published, Instant At);

/// <summary>Forms, all their published versions, and their media.</summary>
internal static class FormsTable
{
    public static Table[] Tables { get; } =
    [
        new("forms", ["form", "state", "newest"], ["form"]),
        new("form_versions", ["form", "version", "title", "md5", Table.Bytes("xml"), Table.Number("published"), Table.Number("at")], ["form", "version"]),
        new("form_targets", ["form", "stages", "sites", "functions"], ["form"]),
        new("form_media", ["form", "version", "name", "type", "md5", "blob"], ["form", "version", "name"]),
    ];

    public static void Apply(Connection db, Recorded recorded, FormPublished form)
    {
        db.Run("insert into forms (form, state, newest) values ($1, $2, $3) on conflict (form) do update set newest = excluded.newest", form.Form, nameof(FormState.Open), form.Version);
        db.Run("insert into form_versions (form, version, title, md5, xml, published, at) values ($1, $2, $3, $4, $5, $6, $7)",
            form.Form, form.Version, form.Title, form.Md5, form.Xml.ToArray(), recorded.Index, recorded.At.Micros);
    }

    public static void Apply(Connection db, FormStateChanged changed) =>
        db.Run("update forms set state = $2 where form = $1", changed.Form, changed.State.ToString());

    public static void Apply(Connection db, FormMediaSet media) => db.Run(
        "insert into form_media (form, version, name, type, md5, blob) values ($1, $2, $3, $4, $5, $6) on conflict (form, version, name) do update set type = excluded.type, md5 = excluded.md5, blob = excluded.blob",
        media.Form, media.Version, media.Name, media.Type, media.Md5, JsonSerializer.Serialize(media.Blob));

    public static void Apply(Connection db, FormTargeted targeted) => db.Run(
        "insert into form_targets (form, stages, sites, functions) values ($1, $2, $3, $4) on conflict (form) do update set stages = excluded.stages, sites = excluded.sites, functions = excluded.functions",
        targeted.Form, string.Join(' ', targeted.Stages), string.Join(' ', targeted.Sites), string.Join(' ', targeted.Functions ?? []));

    /// <summary>Where, and to whom, forms are of use of which somebody said it.</summary>
    public static IReadOnlyList<FormTargeted> Targets(DbConnection db) =>
        [.. db.Query<(string Form, string Stages, string Sites, string Functions)>("select form, stages, sites, functions from form_targets order by form").Select(r => new FormTargeted(
            r.Form, [.. r.Stages.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<Stage>)], [.. r.Sites.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => new SiteId(Guid.Parse(s)))],
            r.Functions.Length > 0 ? PeopleTable.Functions(r.Functions) : null))];

    public static IReadOnlyList<PublishedForm> All(DbConnection db) =>
        [.. db.Query<(string, string, string, string, string, string, long, long)>(
            "select v.form, v.version, v.title, v.md5, f.state, f.newest, v.published, v.at from form_versions v join forms f on f.form = v.form order by v.form, v.published")
            .Select(r => new PublishedForm(r.Item1, r.Item2, r.Item3, r.Item4, Enum.Parse<FormState>(r.Item5), r.Item6 == r.Item2, r.Item7, new(r.Item8)))];

    public static byte[]? Xml(DbConnection db, string form, string version) =>
        db.QuerySingleOrDefault<byte[]>("select xml from form_versions where form = @form and version = @version", new { form, version });

    public static IReadOnlyList<(string Form, string Version, string Name, string Type, string Md5, Blob Blob)> Media(DbConnection db) =>
        [.. db.Query<(string, string, string, string, string, string)>("select form, version, name, type, md5, blob from form_media order by form, version, name")
            .Select(r => (r.Item1, r.Item2, r.Item3, r.Item4, r.Item5, JsonSerializer.Deserialize<Blob>(r.Item6)!))];
}
