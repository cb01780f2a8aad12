using System.Globalization;
using Adit.Plausibility;
using Adit.Sites;

namespace Adit.Tests.Plausibility;

/// <summary>How an honest agent works.</summary>
/// <param name="Spread">How widely they stand about, in metres; a phone scatters by itself on top of it.</param>
/// <param name="Pace">Seconds an answer, in the middle.</param>
/// <param name="Learns">How much faster at the end of the quarter than at its beginning, as a share.</param>
internal sealed record Habit(string Name, double Spread, double Pace)
{
    public double Learns { get; init; }
    public bool Gps { get; init; } = true;
    public int Digits { get; init; } = 8;

    /// <summary>Share of visits at which the phone gives the last position that it knew.</summary>
    public double Stale { get; init; }

    /// <summary>Share of days that are written up together with the next one, at the lodging.</summary>
    public double Later { get; init; }
    public bool Paper { get; init; }
    public bool RoundsAll { get; init; }

    /// <summary>How far at most the place that the programme has for the site lies off, in metres.</summary>
    public double SiteOff { get; init; } = 300;

    /// <summary>Ordinary reasons for what looks odd: each must stay without alarm.</summary>
    public static Habit[] All { get; } =
    [
        new("walks the site", 120, 12), new("always at the gate", 1.5, 10), new("large site, long walks", 450, 14), new("phone without GPS", 0, 9) { Gps = false },
        new("phone that rounds positions", 3, 9) { Digits = 5 }, new("quick, knows the form", 30, 3.2), new("learns the form", 60, 16) { Learns = 0.7 },
        new("old phone, old positions", 25, 11) { Stale = 0.01 }, new("writes up two days at once", 20, 9) { Later = 0.12 }, new("on paper, typed in weekly", 30, 5) { Paper = true },
        new("rounds everything", 60, 9) { RoundsAll = true }, new("site put down up to 1 km off", 60, 10) { SiteOff = 1_000 },
    ];
}

/// <summary>What a site is like.</summary>
internal sealed record Ground(string Name, int Men, double Moves, int Pits, bool Measures)
{
    public static Ground[] All { get; } = [new("large", 320, 0.12, 14, true), new("middling", 70, 0.1, 6, true), new("small", 24, 0.08, 3, true), new("quiet", 12, 0, 2, false)];
}

/// <summary>An answer before it is veiled.</summary>
internal readonly record struct Plain(string Question, string Value, SaidKind Kind);

/// <summary>A quarter at one site: what was there on each day, and what an honest agent made of it. Everything follows from the seed.</summary>
internal sealed class Fieldwork
{
    private const int Choices = 15;

    private static readonly DateOnly First = new(2026, 8, 3);
    private readonly Random _dice;
    private readonly double[] _flips;
    private readonly double[] _depths;
    private double _level = 1, _price = 3.4;
    private int _photos;

    public Fieldwork(int seed, Habit habit, Ground ground)
    {
        (_dice, Habit, Ground) = (new(seed), habit, ground);
        Visit = 1_000_000L * seed;
        Agent = new(Guid.NewGuid());
        SiteId = new(Guid.NewGuid());
        Latitude = -10.7 + Uniform(-0.3, 0.3);
        Longitude = 25.4 + Uniform(-0.3, 0.3);
        var (off, turn) = (Uniform(0, Habit.SiteOff), Uniform(0, 2 * Math.PI));
        Site = new((decimal)(Latitude + off * Math.Cos(turn) / 111_195), (decimal)(Longitude + off * Math.Sin(turn) / 109_000));
        _flips = [.. Enumerable.Range(0, Choices).Select(_ => ground.Moves == 0 ? 0.004 : Uniform(0.004, 0.06))];
        _depths = [.. Enumerable.Range(0, ground.Pits).Select(_ => Uniform(4, 28))];
    }

    public Habit Habit { get; }
    public Ground Ground { get; }
    public ActorId Agent { get; }
    public SiteId SiteId { get; }
    public GeoPoint Site { get; }
    public double Latitude { get; }
    public double Longitude { get; }
    public long Visit { get; private set; }

    /// <summary>The visits of the quarter, six or seven a week, in the order of days.</summary>
    public List<Draft> Quarter()
    {
        var drafts = new List<Draft>();
        for (var day = First; day < First.AddDays(91); day = day.AddDays(1))
        {
            Move();
            if (Chance(0.06))
                continue;
            drafts.Add(Honest(day, (day.DayNumber - First.DayNumber) / 91.0));
        }
        if (Habit.Later > 0)
            WriteUpLater(drafts);
        if (Habit.Stale > 0)
            for (var at = 1; at < drafts.Count; at++)
                if (Chance(Habit.Stale))
                    drafts[at] = drafts[at] with { Spot = drafts[at - 1].Spot };
        return drafts;
    }

    public Draft Honest(DateOnly day, double through)
    {
        var answers = Look(day);
        var start = At(day, Uniform(6.5, 14));
        // Now and then rain, or a meeting, leaves little time.
        var pace = Habit.Pace * (1 - Habit.Learns * through) * (Chance(0.03) ? 0.45 : 1);
        return new(day, start, Seconds(answers.Count, pace, 0.3), answers, Stand(Habit.Spread), Photos());
    }

    public static Instant At(DateOnly day, double hour) => Instant.From(new DateTimeOffset(day.ToDateTime(default), TimeSpan.Zero).AddHours(hour - 2));

    public double Seconds(int answers, double pace, double scatter) => Math.Max(20, (answers + 4) * pace * Math.Exp(scatter * Normal()));

    /// <summary>A position within some metres of the site's middle, as the phone sees it; null where it sees none.</summary>
    public Spot? Stand(double spread, double east = 0, double north = 0, double noise = 3.5)
    {
        if (!Habit.Gps)
            return null;
        var accuracy = Math.Round(Uniform(3.5, 14), 3);
        // What a phone errs by grows with the accuracy that it gives.
        var (x, y) = (east + Normal() * spread + Normal() * noise * accuracy / 6, north + Normal() * spread + Normal() * noise * accuracy / 6);
        return Spot(x, y, accuracy);
    }

    public Spot Spot(double east, double north, double accuracy) =>
        new(Math.Round(Latitude + north / 111_195, Habit.Digits), Math.Round(Longitude + east / (111_195 * Math.Cos(Latitude * Math.PI / 180)), Habit.Digits), Habit.Digits, accuracy);

    /// <summary>What an agent who looks finds on a day.</summary>
    public List<Plain> Look(DateOnly day)
    {
        var answers = new List<Plain>();
        for (var question = 0; question < Choices; question++)
            answers.Add(new($"choice{question}", Chance(_flips[question]) ? "yes" : "no", SaidKind.Chosen));
        var rest = day.DayOfWeek == DayOfWeek.Sunday;
        var men = rest ? 0 : Around(Ground.Men);
        Count(answers, "men", men);
        Count(answers, "women", rest ? 0 : Around(Ground.Men / 5));
        Count(answers, "pits_open", rest ? 0 : Ground.Pits - (Ground.Moves > 0 ? _dice.Next(3) : 0));
        if (!rest && Ground.Moves > 0)
            Count(answers, "ppe", (int)(men * Uniform(0.2, 0.4)));
        if (!rest && Ground.Measures)
            Measure(answers);
        if (Chance(0.3))
            answers.Add(new("remark", Chance(0.5) ? "rien a signaler pour ce jour" : $"remarque du jour numero {_dice.Next(1_000_000)}", SaidKind.Written));
        return answers;
    }

    /// <summary>What somebody writes who has been there often and did not look: numbers of the right size.</summary>
    public List<Plain> Invent(DateOnly day, bool round)
    {
        var answers = Look(day);
        for (var at = 0; at < answers.Count; at++)
            if (answers[at].Kind == SaidKind.Measured && round)
                answers[at] = answers[at] with { Value = Text(5 * Math.Max(1, Math.Round(Number(answers[at]) / 5))) };
        return answers;
    }

    /// <summary>The answers of another visit with a few of them changed a little, so that it looks like another day.</summary>
    public List<Plain> Copy(List<Plain> other)
    {
        var answers = other.ToList();
        var numbers = Enumerable.Range(0, answers.Count).Where(a => answers[a].Kind is SaidKind.Counted or SaidKind.Measured).ToList();
        for (var changed = 1 + _dice.Next(2); changed > 0 && numbers.Count > 0; changed--)
        {
            var at = numbers[_dice.Next(numbers.Count)];
            var step = Math.Max(1, Math.Round(Number(answers[at]) * 0.05)) * (Chance(0.5) ? 1 : -1);
            answers[at] = answers[at] with { Value = Text(Math.Max(0, Number(answers[at]) + step)) };
        }
        return answers;
    }

    public List<ulong> Photos() => [.. Enumerable.Range(0, _dice.Next(4)).Select(_ => Veil.Of($"photo {SiteId} {_photos++}"))];

    public double Uniform(double from, double until) => from + _dice.NextDouble() * (until - from);

    public bool Chance(double share) => _dice.NextDouble() < share;

    public int Pick(int count) => _dice.Next(count);

    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - _dice.NextDouble())) * Math.Cos(2 * Math.PI * _dice.NextDouble());

    public SubmissionId Next() => new(new Guid((int)(Visit >> 32), 0, 0, BitConverter.GetBytes(Visit++)));

    private void Move()
    {
        _level = Math.Clamp(_level + 0.03 * Normal(), 0.7, 1.4);
        if (Chance(0.1))
            _price = Math.Round(_price + 0.2 * Normal(), 2);
        // In every third pit nobody works.
        for (var pit = 0; pit < _depths.Length; pit++)
            _depths[pit] += pit % 3 > 0 && Chance(0.7) ? Uniform(0, 0.25) : 0;
    }

    private void Measure(List<Plain> answers)
    {
        var looked = Enumerable.Range(0, Ground.Pits).OrderBy(_ => _dice.Next()).Take(1 + _dice.Next(Math.Min(4, Ground.Pits))).Order().ToList();
        for (var row = 0; row < looked.Count; row++)
            Measured(answers, $"depth{looked[row]}", Round(_depths[looked[row]] + 0.06 * Normal(), 1));
        Measured(answers, "oxygen", Round(20.8 + 0.1 * Normal(), 1));
        Measured(answers, "price", _price);
        Measured(answers, "rain", Chance(0.6) ? 0 : Round(-9 * Math.Log(1 - _dice.NextDouble()), 1));
        if (Chance(0.5))
            Measured(answers, "weight", Round(Uniform(20, 900), 1));
    }

    private double Round(double value, int digits) => Habit.RoundsAll ? Math.Round(value) : Math.Round(value, digits);

    private int Around(int size)
    {
        var found = Ground.Moves == 0 ? size : (int)Math.Round(size * _level * Math.Exp(Ground.Moves * Normal()));
        return Habit.RoundsAll || (found > 100 && Chance(0.6)) ? (int)Math.Round(found / 10.0) * 10 : found;
    }

    private void WriteUpLater(List<Draft> drafts)
    {
        for (var at = 1; at < drafts.Count; at++)
            if (Chance(Habit.Later))
            {
                var evening = At(drafts[at].Day, Uniform(18, 20));
                drafts[at - 1] = drafts[at - 1] with { Start = evening, Spot = Stand(2, 350, 200) };
                drafts[at] = drafts[at] with { Start = new(evening.Micros + (long)((drafts[at - 1].Seconds + 120) * 1e6)), Spot = Stand(2, 350, 200) };
            }
    }

    private static double Number(Plain plain) => double.Parse(plain.Value, CultureInfo.InvariantCulture);

    private static void Count(List<Plain> answers, string question, int value) => answers.Add(new(question, Text(value), SaidKind.Counted));

    private static void Measured(List<Plain> answers, string question, double value) => answers.Add(new(question, Text(value), SaidKind.Measured));

    private static string Text(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);
}

/// <summary>A visit on its way to becoming a trace.</summary>
internal sealed record Draft(DateOnly Day, Instant Start, double Seconds, List<Plain> Answers, Spot? Spot, List<ulong> Photos)
{
    /// <summary>What it leaves behind, as <see cref="Tracing"/> would say it.</summary>
    public Trace Trace(Fieldwork work) => new()
    {
        Visit = work.Next(),
        Agent = work.Agent,
        Site = work.SiteId,
        Form = "visit",
        Day = Day,
        Started = Start,
        Ended = new(Start.Micros + (long)(Seconds * 1e6)),
        Received = new(Start.Micros + 3_600_000_000L * 20),
        Paper = work.Habit.Paper,
        Spots = Spot is { } spot ? [spot] : [],
        Photos = [.. Photos],
        Answers = [.. Answers.Select(Say).OrderBy(s => s.Question)],
    };

    private static Said Say(Plain plain) => new((uint)(Veil.Of(plain.Question) & uint.MaxValue) | 1, (uint)(Veil.Of(plain.Value) & uint.MaxValue) | 1, plain.Kind, plain.Kind switch
    {
        SaidKind.Counted => double.Parse(plain.Value, CultureInfo.InvariantCulture) >= 10,
        SaidKind.Measured => double.Parse(plain.Value, CultureInfo.InvariantCulture) is var number && (number >= 10 || number != Math.Floor(number)),
        SaidKind.Written => plain.Value.Length >= 20,
        _ => true,
    }, plain.Kind == SaidKind.Measured && double.Parse(plain.Value, CultureInfo.InvariantCulture) % 5 == 0);
}

/// <summary>A hash for tests: equal texts, equal numbers.</summary>
internal static class Veil
{
    public static ulong Of(string text)
    {
        var hash = 14695981039346656037UL;
        unchecked
        {
            foreach (var letter in text)
                hash = (hash ^ letter) * 1099511628211UL;
        }
        return hash | 1;
    }
}
