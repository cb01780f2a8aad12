using System.Globalization;

namespace Adit.Risk;

/// <summary>
/// An ISO 8601 duration (§5.5.2): calendar months and days, and exact hours. Years become 12 months, weeks 7 days.
/// A duration has either a calendar part or hours, never both: the one is counted in the site's zone, the other is absolute.
/// </summary>
public readonly record struct Period(int Months, int Days, int Minutes)
{
    /// <summary>Whether it is counted in hours and minutes, so that no calendar and no zone matters.</summary>
    public bool Absolute => Months == 0 && Days == 0;

    private const string Calendar = "YMWD", OfDay = "HM";

    /// <summary>Reads <c>P30D</c>, <c>P6M</c>, <c>P1Y</c>, <c>P2W</c>, <c>PT72H</c>; false for anything else, for a part that is zero or out of order, for hours beside days, and past 100 years.</summary>
    public static bool TryRead(string? text, out Period period)
    {
        period = default;
        if (text is not { Length: > 2 } || text[0] != 'P')
            return false;

        long months = 0, days = 0, minutes = 0, number = 0;
        bool time = false, digits = false, any = false;
        var next = 0;
        foreach (var c in text.AsSpan(1))
        {
            if (char.IsAsciiDigit(c))
            {
                number = number * 10 + (c - '0');
                digits = true;
                if (number > 1_000_000)
                    return false;
                continue;
            }
            if (c == 'T' && !time && !digits)
            {
                (time, next) = (true, 0);
                continue;
            }
            var place = (time ? OfDay : Calendar).IndexOf(c, StringComparison.Ordinal);
            if (!digits || number == 0 || place < next)
                return false;
            next = place + 1;
            switch (c, time)
            {
                case ('Y', false): months += number * 12; break;
                case ('M', false): months += number; break;
                case ('W', false): days += number * 7; break;
                case ('D', false): days += number; break;
                case ('H', true): minutes += number * 60; break;
                case ('M', true): minutes += number; break;
                default: return false;
            }
            (number, digits, any) = (0, false, true);
        }
        if (!any || digits || months > 1200 || days > 36_525 || minutes > 36_525L * 1440 || (minutes > 0 && (months > 0 || days > 0)))
            return false;
        period = new((int)months, (int)days, (int)minutes);
        return true;
    }

    /// <summary>The day that many calendar months and days after <paramref name="day"/>; the last day there is where that overflows.</summary>
    public DateOnly After(DateOnly day)
    {
        if (day >= DateOnly.MaxValue.AddMonths(-Months).AddDays(-Days))
            return DateOnly.MaxValue;
        return (Months == 0 ? day : day.AddMonths(Months)).AddDays(Days);
    }

    /// <summary>The day that many calendar months and days before <paramref name="day"/>; the first day there is where that overflows.</summary>
    public DateOnly Before(DateOnly day)
    {
        if (day <= DateOnly.MinValue.AddMonths(Months).AddDays(Days))
            return DateOnly.MinValue;
        return (Months == 0 ? day : day.AddMonths(-Months)).AddDays(-Days);
    }

    /// <summary>The shortest ISO 8601 form: <c>P6M</c>, <c>P30D</c>, <c>PT72H</c>.</summary>
    public override string ToString()
    {
        if (Absolute)
            return Minutes % 60 == 0 ? Invariant($"PT{Minutes / 60}H") : Invariant($"PT{Minutes}M");
        return "P" + (Months > 0 ? Invariant($"{Months}M") : "") + (Days > 0 ? Invariant($"{Days}D") : "");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
