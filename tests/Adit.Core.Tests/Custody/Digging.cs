using System.Globalization;
using Adit.Custody;

namespace Adit.Tests.Custody;

/// <summary>How a simulated site works, honestly.</summary>
/// <param name="Teams">Teams that dig.</param>
/// <param name="Bags">Bags of a team on a usual day.</param>
/// <param name="Rain">How much of a day's work rain can take, 0 to 1.</param>
/// <param name="Moves">Days after which a team usually moves to another spot with ore of its own; 0 for never.</param>
/// <param name="Assayed">Share of bags whose grade somebody measured.</param>
/// <param name="Step">What the scale shows, in kilograms.</param>
/// <param name="Careless">Share of tags that are out of turn.</param>
/// <param name="Growth">By how much a day's work grows within the quarter.</param>
internal sealed record Ground(string Name, int Teams, int Bags, double Rain = 0.2, int Moves = 0, double Assayed = 1, decimal Step = 0.1m, double Careless = 0.01, double Growth = 0)
{
    public static Ground[] All { get; } =
    [
        new("Steady, twelve teams", 12, 6),
        new("Few large teams", 6, 12),
        new("Many small teams", 24, 3),
        new("Long rains", 12, 6, Rain: 0.7),
        new("Teams move to other spots", 12, 6, Moves: 60),
        new("One bag in four assayed", 12, 6, Assayed: 0.25),
        new("Scale of whole kilograms", 12, 6, Step: 1),
        new("Tags out of turn", 12, 6, Careless: 0.08),
        new("Work grows by a fifth", 12, 6, Growth: 0.2),
    ];
}

/// <summary>A dishonest way to bring ore in, and how much of the site's volume it is.</summary>
/// <param name="Share">Of the site's volume; of under-weighing, of the weight.</param>
/// <param name="Teams">Through how many teams; 0 for all.</param>
/// <param name="Other">How unlike the ore is in grade and moisture, in deviations of single bags.</param>
internal sealed record Fraud(string Name, FraudKind Kind, double Share, int Teams = 1, double Other = 2)
{
    public static Fraud[] All { get; } =
    [
        .. from share in (double[])[0.02, 0.05, 0.1] select new Fraud("Foreign bags through one team", FraudKind.Laundered, share),
        new("Foreign bags through one team, like its own", FraudKind.Laundered, 0.05, Other: 0.5),
        .. from share in (double[])[0.05, 0.1] select new Fraud("Foreign bags through three teams", FraudKind.Laundered, share, 3),
        .. from share in (double[])[0.05, 0.1, 0.2] select new Fraud("Foreign bags through all teams", FraudKind.Laundered, share, 0),
        new("Foreign bags through all teams, quite unlike", FraudKind.Laundered, 0.05, 0, Other: 4),
        new("Foreign bags through all teams, like their own", FraudKind.Laundered, 0.05, 0, Other: 0.5),
        .. from share in (double[])[0.02, 0.05, 0.1] select new Fraud("Tags of one team sold, used elsewhere", FraudKind.Resold, share),
        .. from share in (double[])[0.05, 0.1, 0.2] select new Fraud("Bags that were never dug, all teams", FraudKind.Ghost, share, 0),
        .. from share in (double[])[0.01, 0.02, 0.05] select new Fraud("Miners under-weighed", FraudKind.Light, share),
    ];
}

/// <summary>What a fraud does.</summary>
internal enum FraudKind
{
    /// <summary>Ore from elsewhere comes in besides what was dug.</summary>
    Laundered,

    /// <summary>Tags come out of the site and are put on ore from elsewhere instead of its own.</summary>
    Resold,

    /// <summary>Bags stand in the book that nobody dug; somebody makes their weights up.</summary>
    Ghost,

    /// <summary>The scale at the pit shows too little.</summary>
    Light,
}

/// <summary>Simulates what a site brings day by day, with all that varies honestly: rain, teams, spots, scales, who comes.</summary>
internal sealed class Digging(int seed, Ground ground)
{
    // Deviations of single bags: grade in per cent of metal, moisture in points.
    private const double GradeBag = 0.5, MoistureBag = 1.5;
    private readonly Random dice = new(seed);

    // The depot's scale against the pit's: two honest ones differ for good by a little, and every weighing by more. Of dice of its own.
    private readonly double scale = 0.002 * Normal(new(seed + 1));

    public static DateOnly First { get; } = new(2026, 1, 5);

    /// <summary>The days from <see cref="First"/> on, and of these dishonest ones from a day on.</summary>
    public Output Work(int days, Fraud? fraud = null, int from = int.MaxValue)
    {
        var (dug, people, again) = (new List<Dug>(), new Dictionary<DateOnly, int>(), new List<Reweighed>());
        var teams = Enumerable.Range(1, ground.Teams).Select(n => new Team(n, Math.Exp(Normal() * 0.2), 3 + (Normal() * 0.3), 9 + Normal())).ToList();
        var through = fraud is { Teams: > 0 } ? teams.OrderBy(_ => dice.Next()).Take(fraud.Teams).ToHashSet() : [.. teams];
        var (rain, side) = (0.0, dice.Next(2) == 0 ? -1 : 1);
        for (var n = 0; n < days; n++)
        {
            var day = First.AddDays(n);
            rain = (0.6 * rain) + (0.8 * Normal());
            if (day.DayOfWeek == DayOfWeek.Sunday)
                continue;
            var wet = Math.Clamp(rain, -1, 1.5);
            var today = Math.Exp(-ground.Rain * Math.Max(0, wet)) * (1 + (ground.Growth * n / days));
            var (expected, there) = (ground.Teams * ground.Bags * today, 0);
            foreach (var team in teams)
            {
                if (ground.Moves > 0 && dice.NextDouble() < 1.0 / ground.Moves)
                    team.Move(Normal() * 0.15, Normal() * 0.25, Normal() * 0.5);
                if (dice.NextDouble() < 0.08)
                    continue;
                there += 5 + dice.Next(3);
                var own = Around(ground.Bags * today * team.Works * Math.Exp(Normal() * 0.25));
                var foreign = fraud is not null && n >= from && fraud.Kind != FraudKind.Light && through.Contains(team) ? Around(fraud.Share * expected / through.Count) : 0;
                Bring(team, day, wet, own, foreign, fraud, n >= from, side, dug, again);
            }
            // Agents count most days, and not all of whom are there.
            if (there > 0 && dice.NextDouble() < 0.85)
                people[day] = Math.Max(1, (int)Math.Round(there * Math.Exp(Normal() * 0.08)));
        }
        return new(dug, people, again);
    }

    private void Bring(Team team, DateOnly day, double wet, int own, int foreign, Fraud? fraud, bool dishonest, int side, List<Dug> dug, List<Reweighed> again)
    {
        var (spotGrade, spotMoisture) = (Normal() * 0.15, Normal() * 0.5);
        var invented = fraud?.Kind == FraudKind.Ghost ? Rounded(50 + Normal()) : 0;
        // Tags that were sold are missing from the roll at home: ore for them stays away from the book, and bags with them come in between.
        var home = fraud?.Kind == FraudKind.Resold ? Math.Max(0, own - foreign) : own;
        var order = Enumerable.Range(0, home + foreign).OrderBy(_ => dice.Next()).ToList();
        foreach (var (which, n) in order.Select((which, n) => (which, n)))
        {
            var elsewhere = which >= home;
            var odd = elsewhere && fraud!.Kind is FraudKind.Laundered or FraudKind.Resold ? fraud!.Other * side : 0;
            var (grade, moisture) = (team.Grade + spotGrade + (GradeBag * (Normal() + odd)), team.Moisture + (1.2 * wet) + spotMoisture + (MoistureBag * (Normal() + odd)));
            var weight = elsewhere && fraud!.Kind == FraudKind.Ghost && dice.NextDouble() < 0.7 ? invented : Rounded(50 + (4 * Normal()));
            var shown = dishonest && fraud?.Kind == FraudKind.Light ? Rounded((double)weight * (1 - fraud.Share)) : weight;
            var tag = elsewhere && fraud!.Kind == FraudKind.Resold ? team.Sold() : team.Next(dice.NextDouble() < ground.Careless ? dice.Next(-40, 40) : 0);
            var (assayed, lot) = (dice.NextDouble() < ground.Assayed, $"{tag}-{day.DayNumber}-{n}");
            var quantity = new Quantity(shown, Said(Math.Clamp(moisture, 1, 30)), assayed ? Said(Math.Clamp(grade, 0.1, 20)) : null);
            dug.Add(new(lot, team.Code, day, Instant.From(new DateTimeOffset(day, new(8, 0), TimeSpan.Zero).AddMinutes(n)), quantity, tag));
            // At the depot is another scale.
            if (dice.NextDouble() < 0.5)
                again.Add(new(lot, day.AddDays(1), quantity, new(decimal.Round((decimal)((double)weight * (1 + scale + (0.008 * Normal()))), 2), quantity.Moisture)));
        }
    }

    private decimal Rounded(double kilograms) => Math.Max(ground.Step, decimal.Round((decimal)kilograms / ground.Step, 0) * ground.Step);

    private static decimal Said(double value) => decimal.Round((decimal)value, 2);

    // As many whole bags as come out in the long run.
    private int Around(double bags) => (int)bags + (dice.NextDouble() < bags - Math.Floor(bags) ? 1 : 0);

    private double Normal() => Normal(dice);

    private static double Normal(Random dice) => Math.Sqrt(-2 * Math.Log(1 - dice.NextDouble())) * Math.Cos(2 * Math.PI * dice.NextDouble());

    private sealed class Team(int number, double works, double grade, double moisture)
    {
        private int tag = number * 100_000, sold = (number * 100_000) + 50_000;

        public string Code { get; } = $"TEAM-{number}";

        public double Works { get; private set; } = works;

        public double Grade { get; private set; } = grade;

        public double Moisture { get; private set; } = moisture;

        public void Move(double more, double richer, double wetter) => (Works, Grade, Moisture) = (Works * Math.Exp(more), Math.Max(0.5, Grade + richer), Moisture + wetter);

        public string Next(int astray) => Tag(tag++ + astray);

        public string Sold() => Tag(sold++);

        private static string Tag(int n) => string.Create(CultureInfo.InvariantCulture, $"TG-{n:0000000}");
    }
}
