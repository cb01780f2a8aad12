using System.Data.Common;
using System.Globalization;
using Adit.Forms;
using Adit.People;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.DataSets;

/// <summary>Fills the pages of data sets. Each reader is shown what lies at the sites that they see.</summary>
internal sealed class DataSetsFilling(DbConnection db, Frame frame, CurrentPerson person, Register register)
{
    public const int PageSize = 50;

    // The newest so many are counted and looked through; the page shows fewer.
    private const int CountedFaults = 1_000, ShownFaults = 20;

    private readonly Words _words = frame.Words;
    private readonly Instant _now = Instant.From(frame.Now);
    private readonly Lazy<ILookup<string, (string DataSet, string Place, bool Sited, long Held, long Conflicts)>> _counts = new(() => EntitiesTable.Counts(db).ToLookup(c => c.DataSet));

    public DataSetsView List() => new([.. register.DataSets.Values.OrderBy(d => d.Name, StringComparer.Ordinal).Select(Line)]);

    /// <summary>A page of a data set; null where no form declares it.</summary>
    public DataSetView? One(string name, HttpRequest request)
    {
        if (register.DataSets.GetValueOrDefault(name) is not { } declared)
            return null;
        var table = FrameReading.Table(request, "changed");
        var (places, conflict) = Asked(table.Query);
        var rows = EntitiesTable.Page(db, name, places, conflict, Before(table.Query), PageSize + 1, _now);
        var settings = DataSetsTable.Of(db, name);
        return new(
            Line(declared), table, Filters(table.Query), [.. rows.Take(PageSize).Select(r => EntityWords.Line(r, register, _words))], Pager(table, rows), [.. Faults(name).Take(ShownFaults).Select(f => EntityWords.Fault(f, _words))],
            declared.Properties, [.. declared.Forms.Where(f => f.Tier == Tier.T3).Select(f => FormWords.Title(register, f.Id, f.Version, _words)).Distinct()],
            [.. settings.Reverse().Select(s => _words.Say(s.Approval ? "data-sets.set.approval" : "data-sets.set.direct", ("who", PeopleWords.Name(register, s.By, _words)), ("when", _words.Instant(s.At.ToDateTimeOffset()))))],
            person.May(Right.RunProgramme), person.May(Right.ExportRecords) ? $"/api{EntityWords.Path(name)}/entities.csv{QueryString.Create(table.Query.Where(q => q.Key == "site" && q.Value.Length > 0).Select(q => KeyValuePair.Create(q.Key, (string?)q.Value)))}" : null);
    }

    /// <summary>One thing with its history; null where there is none that the reader may see.</summary>
    public EntityView? Entity(string dataset, string id)
    {
        if (EntityAccess.Find(db, person, register, dataset, id) is not { } row)
            return null;
        var entity = Folding.Of(EntitiesTable.Events(db, [row.Key])[row.Key], _now);
        var now = EntityRow.Of(row.Key, entity);
        var here = entity.Stands == EntityStands.Here;
        return new(
            dataset, EntityWords.Path(dataset), EntityWords.Line(now, register, _words), [.. entity.Values.Select(v => new FactView(v.Key, v.Value))],
            [.. entity.Waits.Select(w => w.Until is { } until ? _words.Say("data-sets.waits.until", ("when", _words.Instant(until.ToDateTimeOffset()))) : _words["data-sets.waits.office"])],
            [.. EntityFaultsTable.Of(db, row.Key).Where(Shows).Select(f => EntityWords.Fault(f, _words) with { Entity = null })], [.. entity.Steps.Reverse().Select(s => Step(s, now))],
            here && entity.Conflict != EntityConflict.None && person.May(Right.ReviewRecords), here && person.May(Right.RunProgramme));
    }

    private EntityStepView Step(EntityStep step, EntityRow row)
    {
        var record = step.Record is { } id && SubmissionsTable.Versions(db, id) is { Count: > 0 } versions && OpenedRecord.Shows(person, register, versions[^1]) ? $"/submissions/{id}" : null;
        var what = _words["data-sets.step." + EntityWords.Key(step.Kind)];
        return new(
            step.Version, TimeZoneInfo.ConvertTime(step.At.ToDateTimeOffset(), Sheet.ZoneOf(row.Site is { } site ? register.Sites.GetValueOrDefault(site) : null)), step.Forced ? $"{what} {_words["data-sets.forced"]}" : what,
            PeopleWords.Name(register, step.By, _words), record, EntityWords.Key(step.Conflict), [.. step.Changed.Select(c => new EntityChangeView(c.Name == "label" ? _words["data-sets.label"] : c.Name, c.Was, c.Became))],
            step.Note.Length == 0 ? null : step.Note);
    }

    private DataSetLineView Line(DeclaredDataSet declared)
    {
        var seen = _counts.Value[declared.Name].Where(c => EntityAccess.Shows(person, register, c.Sited ? new SiteId(Guid.Parse(c.Place)) : null)).ToList();
        var forms = declared.Forms.Select(f => f.Id).Distinct().Select(f => register.Published.Last(p => p.Form == f)).Select(p => new LinkView(FormWords.Title(register, p.Form, p.Version, _words), FormWords.Path(p.Form)));
        return new(
            declared.Name, EntityWords.Path(declared.Name), seen.Sum(c => c.Held), seen.Sum(c => c.Conflicts), Faults(declared.Name).Count(), [.. forms], DataSetsTable.Approval(db, declared.Name));
    }

    private IEnumerable<FaultRow> Faults(string dataset) => EntityFaultsTable.Newest(db, dataset, CountedFaults).Where(Shows);

    private bool Shows(FaultRow fault) => EntityAccess.Shows(person, register, fault.Site);

    private (IReadOnlyCollection<string>? Places, bool Conflict) Asked(IReadOnlyDictionary<string, string> query)
    {
        var conflict = query.GetValueOrDefault("conflict") is { Length: > 0 };
        if (query.GetValueOrDefault("site") is not { Length: > 0 } named)
            return (EntityAccess.Places(person), conflict);
        return (SiteWords.Find(register, named) is { } site && person.SeesSite(site) ? [site.Id.ToString()] : [], conflict);
    }

    private List<FilterView> Filters(IReadOnlyDictionary<string, string> query)
    {
        var sites = register.Monitored.Where(person.SeesSite).OrderBy(s => s.Name, StringComparer.CurrentCulture).Select(s => new OptionView(s.Code, s.Name));
        return [new("site", _words["site"], query.GetValueOrDefault("site"), [.. sites]), new("conflict", _words["data-sets.conflict"], query.GetValueOrDefault("conflict"), [new("any", _words["data-sets.conflict.any"])])];
    }

    private static (long, string)? Before(IReadOnlyDictionary<string, string> query) =>
        query.GetValueOrDefault("before")?.Split('.') is [var changed, var entity] && long.TryParse(changed, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && Id.TryRead(entity, out _) ? (index, entity) : null;

    private static PagerView Pager(TableView table, IReadOnlyList<EntityRow> rows)
    {
        var kept = table.Query.Where(q => q.Key is "site" or "conflict" && q.Value.Length > 0).Select(q => KeyValuePair.Create(q.Key, (string?)q.Value)).ToList();
        var first = Before(table.Query) is null ? null : table.Path + QueryString.Create(kept);
        return new(first, rows.Count > PageSize ? table.Path + QueryString.Create(kept.Append(new("before", $"{rows[PageSize - 1].Changed.ToString(CultureInfo.InvariantCulture)}.{rows[PageSize - 1].Key.Entity}"))) : null);
    }
}
