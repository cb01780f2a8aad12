using System.Data.Common;
using Adit.Storage;
using Adit.Web;

namespace Adit.Hooks;

/// <summary>Fills the pages of webhooks.</summary>
internal sealed class HooksFilling(DbConnection db, Frame frame, Register register)
{
    private const int PageSize = 100;

    public HooksView List() => new([.. HooksTable.All(db).Select(Line)], [.. register.Agreed.Organisations.OrderBy(o => o.Name, StringComparer.CurrentCulture).Select(o => new OptionView(o.Code, o.Name))]);

    /// <summary>One with its log; null where there is none.</summary>
    public HookView? One(Guid hook, (Instant At, long Number)? before)
    {
        if (HooksTable.Find(db, hook) is not { } found)
            return null;
        var tries = HooksTable.Tries(db, hook, before, PageSize);
        return new(
            Line(found), [.. tries.Select(t => new HookTryView(t.Number, t.Type, At(t.At), t.Failed))], tries.Count == PageSize ? $"{PathOf(hook)}?before={HooksApi.Key(tries[^1])}" : null);
    }

    /// <summary>The address of a webhook.</summary>
    public static string PathOf(Guid hook) => $"{HooksRoom.List}/{hook}";

    private HookLineView Line(Hook hook)
    {
        var (set, queue) = (hook.Set, HooksTable.Queue(db, hook));
        return new(
            set.Hook.ToString(), PathOf(set.Hook), set.Name, set.Organisation is { } organisation ? register.Agreed.Find(organisation)?.Name : null, set.Url, queue.Last, queue.Told, queue.Last - queue.Told,
            queue.Failing is { } since ? At(since) : null, queue.Failed, queue.Failing is null ? null : At(queue.Due));
    }

    private DateTimeOffset At(Instant at) => at.ToDateTimeOffset().ToOffset(frame.Now.Offset);
}
