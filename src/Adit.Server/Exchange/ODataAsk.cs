using System.Globalization;
using System.Text.RegularExpressions;
using Adit.Exports;
using Adit.Storage;

namespace Adit.Exchange;

/// <summary>What is asked of a table by OData's system query options, as far as it is answered; or why it is not.</summary>
/// <param name="Top">How many rows in all; null for all.</param>
/// <param name="Select">Indexes of the columns, in their order.</param>
/// <param name="Unsupported">The option that this feed does not answer.</param>
/// <param name="Wrong">The option that cannot be read.</param>
internal sealed partial record ODataAsk(FeedAsk Ask, long? Top, bool Counted, IReadOnlyList<int> Select, string? Unsupported = null, string? Wrong = null)
{
    /// <summary>Rows a page where nothing is asked for, and at most.</summary>
    public const int PageSize = 1_000, Largest = 10_000;

    /// <summary>Reads it.</summary>
    /// <param name="query">Options by name, without a leading <c>$</c>.</param>
    /// <param name="pageSize">What the reader prefers.</param>
    public static ODataAsk Read(Feed feed, IReadOnlyDictionary<string, string> query, int? pageSize, Register register)
    {
        var ask = new ODataAsk(new(Math.Clamp(pageSize ?? PageSize, 1, Largest)), null, false, [.. Enumerable.Range(0, feed.Columns.Length)]);
        foreach (var (name, value) in query)
            ask = (ask.Unsupported ?? ask.Wrong) is not null ? ask : name switch
            {
                "top" => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var top) ? ask with { Top = top } : ask with { Wrong = "$top" },
                "skip" when value == "0" => ask,
                "count" => value is "true" or "false" ? ask with { Counted = value == "true" } : ask with { Wrong = "$count" },
                "select" => ask.Selecting(feed, value),
                "filter" => ask.Filtering(feed, value, register),
                "orderby" when value == feed.Key.Name || value == feed.Key.Name + " asc" => ask,
                "format" => value is "json" || value.StartsWith("application/json", StringComparison.Ordinal) ? ask : ask with { Unsupported = "$format" },
                "skiptoken" => ask with { Ask = ask.Ask with { After = Later(feed, ask.Ask.After, value) } },
                _ => ask with { Unsupported = "$" + name },
            };
        return ask.Top is { } most && most < ask.Ask.Count ? ask with { Ask = ask.Ask with { Count = (int)most } } : ask;
    }

    /// <summary>What $filter takes, in OData's own words.</summary>
    public static string Can(Feed feed) => feed.ByLedger
        ? $"{feed.Key.Name} eq|gt|ge|lt|le 123, Day eq|gt|ge|lt|le 2026-11-23, Site eq 'code'" : $"{feed.Key.Name} eq|gt 'text'{(feed.Key.Name == "Code" ? "" : ", Site eq 'code'")}";

    private ODataAsk Selecting(Feed feed, string value)
    {
        var names = value.Split(',', StringSplitOptions.TrimEntries);
        return names is ["*"] ? this : names.All(n => feed.Columns.Any(c => c.Name == n))
            ? this with { Select = [.. Enumerable.Range(0, feed.Columns.Length).Where(i => names.Contains(feed.Columns[i].Name))] } : this with { Wrong = "$select" };
    }

    private ODataAsk Filtering(Feed feed, string filter, Register register)
    {
        var ask = this;
        foreach (var part in And().Split(filter.Trim().Trim('(', ')')))
        {
            if (Comparison().Match(part.Trim().Trim('(', ')')) is not { Success: true } match)
                return this with { Unsupported = "$filter" };
            var (name, how, value) = (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value);
            if ((ask.Ask, feed, register).Compared(name, how, value) is not { } narrowed)
                return this with { Unsupported = "$filter" };
            ask = ask with { Ask = narrowed };
        }
        return ask;
    }

    /// <summary>The later of two keys: what a filter and a page begin after.</summary>
    public static string Later(Feed feed, string? one, string other) => one is null ? other
        : feed.ByLedger ? (long.TryParse(one, out var a) && long.TryParse(other, out var b) && a > b ? one : other) : string.CompareOrdinal(one, other) > 0 ? one : other;

    [GeneratedRegex(@"\)?\s+and\s+\(?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex And();

    [GeneratedRegex(@"^(\w+)\s+(eq|gt|ge|lt|le)\s+(-?[0-9][0-9-]*|'(?:[^']|'')*')$", RegexOptions.CultureInvariant)]
    private static partial Regex Comparison();
}

/// <summary>Narrows what is asked by one comparison.</summary>
internal static class ODataComparing
{
    /// <summary>What is asked, narrowed; null where the feed does not compare so.</summary>
    public static FeedAsk? Compared(this (FeedAsk Ask, Feed Feed, Register Register) known, string name, string how, string value)
    {
        var (ask, feed, register) = known;
        var text = value.StartsWith('\'') ? value[1..^1].Replace("''", "'", StringComparison.Ordinal) : null;
        if (name == feed.Key.Name)
            return feed.ByLedger ? (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) ? Index(ask, feed, how, index) : null)
                : (how, text) is ("eq", { } one) ? ask with { At = one } : (how, text) is ("gt", { } after) ? ask with { After = ODataAsk.Later(feed, ask.After, after) } : null;
        if (name == "Site" && how == "eq" && text is not null)
            return ask with { Site = ExportApi.SiteOf(register, text) ?? new SiteId(Guid.Empty) };
        return name == "Day" && feed.ByLedger && DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue ? Day(ask, how, day) : null;
    }

    private static FeedAsk Index(FeedAsk ask, Feed feed, string how, long index)
    {
        index = Math.Clamp(index, -1, long.MaxValue - 2);
        FeedAsk after(long than) => than < 0 ? ask : ask with { After = ODataAsk.Later(feed, ask.After, than.ToString(CultureInfo.InvariantCulture)) };
        FeedAsk before(long than) => ask with { Before = Math.Min(ask.Before ?? long.MaxValue, than) };
        return how switch
        {
            "eq" => ask with { At = index.ToString(CultureInfo.InvariantCulture) },
            "gt" => after(index),
            "ge" => after(index - 1),
            "lt" => before(index),
            _ => before(index + 1),
        };
    }

    private static FeedAsk Day(FeedAsk ask, string how, DateOnly day)
    {
        FeedAsk from(DateOnly first) => ask with { From = ask.From > first ? ask.From : first };
        FeedAsk until(DateOnly end) => ask with { Until = ask.Until < end ? ask.Until : end };
        return how switch
        {
            "eq" => (ask = from(day)) is var begun && begun.Until < day.AddDays(1) ? begun : begun with { Until = day.AddDays(1) },
            "gt" => from(day.AddDays(1)),
            "ge" => from(day),
            "lt" => until(day),
            _ => until(day.AddDays(1)),
        };
    }
}
