namespace Adit.Web;

public sealed partial class Words
{
    private const string NarrowSpace = "\u202f";

    /// <summary>A whole number with its group separators.</summary>
    public string Number(long value) => value.ToString("#,##0", numbers);

    /// <summary>A decimal with as many digits as it has, at most three.</summary>
    public string Number(decimal value) => value.ToString("#,##0.###", numbers);

    /// <summary>A number with its unit: "14.2 m", "1 150 kg".</summary>
    public string Money(decimal amount, string currency) => $"{amount.ToString($"N{Partners.Money.DigitsOf(currency)}", numbers)}\u00A0{currency}";

    public string Amount(decimal value, string? unit) => unit switch
    {
        null or "" => Number(value),
        "share" => Number(value * 100) + NarrowSpace + "%",
        _ => $"{Number(value)}{NarrowSpace}{(Has("unit." + unit) ? this["unit." + unit] : unit)}",
    };

    /// <summary>A share of one as whole per cent; the last step to 0 and 100 is never rounded away.</summary>
    public string Share(decimal share)
    {
        var percent = Math.Round(share * 100m, MidpointRounding.AwayFromZero);
        percent = share is > 0m and < 1m ? Math.Clamp(percent, 1m, 99m) : percent;
        return percent.ToString("0", numbers) + NarrowSpace + "%";
    }

    /// <summary>14 March 2025, 14 mars 2025.</summary>
    public string Day(DateOnly day) => $"{DayOfMonth(day)} {this["month." + Digits(day.Month)]} {Digits(day.Year)}";

    /// <summary>14 Mar, 14 mars; with the year where it is not <paramref name="now"/>'s.</summary>
    public string ShortDay(DateOnly day, DateTimeOffset now)
    {
        var text = $"{DayOfMonth(day)} {this["month.short." + Digits(day.Month)]}";
        return day.Year == now.Year ? text : $"{text} {Digits(day.Year)}";
    }

    /// <summary>The month's name and year.</summary>
    public string Month(DateOnly month) => $"{this["month." + Digits(month.Month)]} {Digits(month.Year)}";

    /// <summary>The month's first letter, for the head of a grid.</summary>
    public string MonthLetter(DateOnly month) => this["month." + Digits(month.Month)][..1].ToUpperInvariant();

    /// <summary>Day and time of day as they read where the instant was told.</summary>
    public string Instant(DateTimeOffset at) =>
        $"{Day(DateOnly.FromDateTime(at.DateTime))}, {at.ToString("HH:mm", numbers)}";

    /// <summary>The exact instant, for a hover: to the second, with its offset.</summary>
    public string Exact(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss zzz", numbers);

    /// <summary>How long ago, in the one or two units that matter.</summary>
    public string Age(DateTimeOffset at, DateTimeOffset now)
    {
        var ago = now - at;
        return ago < TimeSpan.FromMinutes(1) ? this["age.now"] : Say("age.ago", ("span", Span(ago)));
    }

    /// <summary>How many days ago, or that it is today.</summary>
    public string Age(DateOnly day, DateTimeOffset now)
    {
        var days = DateOnly.FromDateTime(now.DateTime).DayNumber - day.DayNumber;
        return days <= 0 ? this["age.today"] : Say("age.ago", ("span", Span(TimeSpan.FromDays(days))));
    }

    /// <summary>What is left until a deadline, or by how much it is past.</summary>
    public string Left(DateTimeOffset due, DateTimeOffset now) =>
        due >= now ? Say("age.left", ("span", Span(due - now))) : Say("age.overdue", ("span", Span(now - due)));

    /// <summary>A length of time: 1 d 4 h, 38 d, 5 min.</summary>
    public string Span(TimeSpan span)
    {
        var (days, hours, minutes) = ((int)span.TotalDays, span.Hours, span.Minutes);
        if (days > 730)
            return Say("span.years", ("n", days / 365));
        if (days > 3)
            return Say("span.days", ("n", days));
        if (days > 0)
            return hours > 0 ? $"{Say("span.days", ("n", days))} {Say("span.hours", ("n", hours))}" : Say("span.days", ("n", days));
        return hours > 0 ? Say("span.hours", ("n", hours)) : Say("span.minutes", ("n", Math.Max(1, minutes)));
    }

    /// <summary>A size in bytes, in kB or MB.</summary>
    public string Size(long bytes) => bytes < 1_000_000
        ? $"{Number(Math.Max(1, bytes / 1000))}{NarrowSpace}kB"
        : $"{Number(Math.Round(bytes / 1_000_000m, 1))}{NarrowSpace}MB";

    /// <summary>A country by its ISO 3166-1 code; the code itself where its name is not among ours.</summary>
    public string Country(string code) => Has("country." + code) ? this["country." + code] : code;

    /// <summary>The place that a time zone is called after: Lubumbashi for Africa/Lubumbashi.</summary>
    public static string PlaceOf(string zone) => zone[(zone.LastIndexOf('/') + 1)..].Replace('_', ' ');

    private string DayOfMonth(DateOnly day) => Language == "fr" && day.Day == 1 ? "1er" : Digits(day.Day);

    private string Digits(int n) => n.ToString("0", numbers);
}
