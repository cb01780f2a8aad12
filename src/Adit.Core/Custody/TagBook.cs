using System.Collections.Immutable;

namespace Adit.Custody;

/// <summary>How a tag stands that is on no lot.</summary>
public enum TagState
{
    /// <summary>Nobody was given it.</summary>
    NotIssued,

    /// <summary>Somebody holds it, and may put it on.</summary>
    Issued,

    /// <summary>Given back.</summary>
    Returned,

    /// <summary>Void.</summary>
    Void,
}

/// <summary>A tag put on a lot.</summary>
public sealed record TagUse(string Tag, string Lot, Instant At, Guid Event);

/// <summary>How a tag stood at a moment.</summary>
/// <param name="By">What was last recorded of it; null where nothing was.</param>
public sealed record TagStanding(TagState State, TagsRecorded? By)
{
    /// <summary>Nobody was ever given it.</summary>
    public static TagStanding Unknown { get; } = new(TagState.NotIssued, null);
}

/// <summary>The stock of one holder in one series, as it adds up.</summary>
/// <param name="Issued">Tags given to the holder.</param>
/// <param name="Used">Put on lots.</param>
/// <param name="Gone">Given back, void, or given on to somebody else.</param>
/// <param name="Counted">At the last count; null where nobody ever counted.</param>
/// <param name="InHandAtCount">What should have been there then; null where nobody ever counted.</param>
public sealed record TagStock(Holder Holder, string Series, long Issued, long Used, long Gone, int? Counted, long? InHandAtCount)
{
    /// <summary>What should be there now.</summary>
    public long InHand => Issued - Used - Gone;

    /// <summary>Tags that were not there when somebody counted; below 0 where there were too many. Null where nobody ever counted.</summary>
    public long? Missing => InHandAtCount - Counted;
}

/// <summary>All that was recorded of tags.</summary>
public sealed class TagBook
{
    private readonly ImmutableArray<TagsRecorded> all;
    private readonly ILookup<(string, int, bool), TagsRecorded> bySeries;

    /// <summary>Takes what was recorded, in any order.</summary>
    public TagBook(IEnumerable<TagsRecorded> recorded)
    {
        all = [.. recorded.OrderBy(r => r.At).ThenBy(r => r.Kind).ThenBy(r => r.Event)];
        bySeries = all.Where(r => r.Kind != TagKind.Count).ToLookup(r => (r.Tags.Series, r.Tags.Digits, r.Tags.Checked));
    }

    /// <summary>No tag is watched.</summary>
    public static TagBook Empty { get; } = new([]);

    /// <summary>Whether the programme watches over its tags at all.</summary>
    public bool IsEmpty => all.IsEmpty;

    /// <summary>All series that were given out.</summary>
    public IEnumerable<TagRange> Series => all.Where(r => r.Kind == TagKind.Issue).Select(r => r.Tags with { First = 0, Last = 0 }).Distinct();

    /// <summary>How a tag stood at a moment: what was recorded last of it until then.</summary>
    public TagStanding At(string tag, Instant at)
    {
        var last = bySeries.Where(s => s.First().Tags.TryNumber(tag, out _)).SelectMany(s => s).Where(r => r.At <= at && r.Tags.Contains(tag)).MaxBy(r => (r.At.Micros, r.Kind));
        return last is null ? TagStanding.Unknown : new(last.Kind switch { TagKind.Issue => TagState.Issued, TagKind.Return => TagState.Returned, _ => TagState.Void }, last);
    }

    /// <summary>The stock of every holder and series, from what was put on lots.</summary>
    public IEnumerable<TagStock> Stocks(IReadOnlyCollection<TagUse> uses)
    {
        foreach (var (holder, range) in all.Where(r => r.Kind == TagKind.Issue).Select(r => (r.Holder, r.Tags with { First = 0, Last = 0 })).Distinct())
        {
            var count = all.LastOrDefault(r => r.Kind == TagKind.Count && r.Holder == holder && Same(r.Tags, range));
            var (issued, used, gone) = Sum(holder, range, uses, null);
            var then = count is null ? default : Sum(holder, range, uses, count.At);
            yield return new(holder, range.Series, issued, used, gone, count?.Counted, count is null ? null : then.Issued - then.Used - then.Gone);
        }
    }

    private (long Issued, long Used, long Gone) Sum(Holder holder, TagRange series, IReadOnlyCollection<TagUse> uses, Instant? until)
    {
        // Who holds which tags, one span after the other: a tag given to another leaves the one who had it.
        var held = new Spans();
        long issued = 0;
        foreach (var record in all.Where(r => r.Kind != TagKind.Count && Same(r.Tags, series) && (until is null || r.At <= until)))
        {
            if (record is { Kind: TagKind.Issue } && record.Holder == holder)
                issued += held.Add(record.Tags.First, record.Tags.Last);
            else
                held.Remove(record.Tags.First, record.Tags.Last);
        }
        var numbers = uses.Where(u => until is null || u.At <= until).Select(u => series.TryNumber(u.Tag, out var n) ? n : -1).Where(n => n >= 0).Distinct();
        var used = numbers.Count(held.Contains);
        return (issued, used, issued - held.Count);
    }

    private static bool Same(TagRange a, TagRange b) => (a.Series, a.Digits, a.Checked) == (b.Series, b.Digits, b.Checked);

    // Whole numbers in spans that neither touch nor overlap.
    private sealed class Spans
    {
        private readonly List<(long First, long Last)> spans = [];

        public long Count => spans.Sum(s => s.Last - s.First + 1);

        public bool Contains(long number) => spans.Exists(s => s.First <= number && number <= s.Last);

        // How many of them were not there before.
        public long Add(long first, long last)
        {
            var before = Count;
            Remove(first, last);
            spans.Add((first, last));
            return Count - before;
        }

        public void Remove(long first, long last)
        {
            foreach (var span in spans.Where(s => s.First <= last && first <= s.Last).ToList())
            {
                spans.Remove(span);
                if (span.First < first)
                    spans.Add((span.First, first - 1));
                if (span.Last > last)
                    spans.Add((last + 1, span.Last));
            }
        }
    }
}
