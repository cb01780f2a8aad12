using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Adit.Partners;

/// <summary>
/// Somebody from outside was shown something, for the first time on a day in this way: what was disclosed to whom where no report and no release was. One entry for each reader, subject, way and day, however much they look.
/// </summary>
/// <param name="Organisation">For whom they act; null for nobody.</param>
/// <param name="Site">What it was about; null where it was about several, or about none.</param>
/// <param name="What">Of a site the way: page, api, pdf …; of what is about none the address that was asked for, such as <c>/needs</c>, or the table as <c>odata:Sites</c>.</param>
/// <param name="Day">In UTC.</param>
/// <param name="By">The agreement that showed the site; null where none did.</param>
public sealed record OutsideRead(
    ActorId Reader, OrganisationId? Organisation, SiteId? Site, string What, DateOnly Day, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Basis? By = null) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Reader.Value, .. Organisation is { } organisation ? [organisation.Value] : (Guid[])[], .. Site is { } site ? [site.Value] : (Guid[])[]];
}
