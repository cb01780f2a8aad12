namespace Adit.Demo;

/// <summary>What an agent records at the depot: prices and pay, what came out of the pits, and who was paid on the way.</summary>
internal static class Trade
{
    private static readonly (string Mineral, int Board, double Grade)[] Boards =
        [("cobalt", 5_200, 3.2), ("copper", 2_100, 14), ("cassiterite", 19_500, 62), ("coltan", 88_000, 31), ("wolframite", 21_000, 55), ("gold", 182_000_000, 92)];

    public static Draft Price(AgentDay day)
    {
        var dice = day.Dice;
        var sheet = day.Begin("price", 13, 7).With(
            ("buyer", FormattableString.Invariant($"{day.Site.Code}-D{dice.Whole(1, 3)}")), ("papers", "complete"), ("scale", true), ("assay", true), ("board_shown", true),
            ("delay", dice.Whole(0, 3)), ("withheld", false), ("debt", "none"));
        foreach (var mineral in day.Site.Minerals.Split(' '))
        {
            var board = Board(mineral, day);
            var kg = mineral == "gold" ? dice.Number(0.004, 0.03, 3) : dice.Number(20, 180, 1);
            var share = day.Site.Is(Weak.PaidFarLess) ? 0.78 + dice.Share() * 0.05 : day.Site.Is(Weak.PaidLess) ? 0.89 + dice.Share() * 0.04 : 0.975 + dice.Share() * 0.025;
            sheet.Row("sales", ("mineral", mineral), ("grade", Grade(mineral, dice)), ("board", board), ("seller_sex", dice.Chance(0.25) ? "f" : "m"),
                ("sold_kg", kg), ("paid", (long)((double)(kg * board) * share)), ("deduction", 0));
        }
        return sheet
            .Row("earnings", ("earner_task", "digging"), ("earner_sex", "m"), ("earned", dice.Whole(14, 32) * 500))
            .Row("earnings", ("earner_task", "sorting"), ("earner_sex", "f"), ("earned", dice.Whole(8, 18) * 500));
    }

    public static Draft Production(AgentDay day)
    {
        var dice = day.Dice;
        var sheet = day.Begin("production", 14, 6).With(("source", "measured"), ("origin_sign", "none"), ("mixing_sign", "none"), ("tags", dice.Whole(80, 400)), ("tags_missing", 0));
        for (var batch = 0; batch < Math.Min(3, day.Site.Pits); batch++)
        {
            var diggers = dice.Whole(6, 20);
            var each = day.Site.MainMineral switch { "gold" => dice.Number(0.0004, 0.0016, 4), "cobalt" or "copper" => dice.Number(25, 60, 1), _ => dice.Number(1.5, 5, 1) };
            sheet.Row("batches", ("pit", day.Site.Pit(dice.Whole(1, day.Site.Pits))), ("mineral", dice.One<string>(day.Site.Minerals.Split(' '))),
                ("kg", Math.Round(each * diggers * (decimal)(0.4 + day.Work * 0.6), 3)), ("bags", Math.Max(1, (int)(each * diggers / 50))), ("digger_days", diggers));
        }
        return sheet;
    }

    public static Draft Payment(AgentDay day)
    {
        var dice = day.Dice;
        var sheet = day.Begin("payment", 15, 5).With(("source", "document"), ("any", dice.Chance(0.8)), ("bribe", "none"), ("receipts_kept", true));
        if (sheet.Answers["any"] == "yes")
            sheet.Row("payments", ("payer", "trader"), ("payee", "state_service"), ("service", "mines_division"), ("reason", "transport"), ("basis", "text_shown"), ("receipt", true), ("cdf", dice.Whole(10, 60) * 1000));
        if (day.Shows(Weak.Tax, 0.3))
            sheet.With(("any", true)).Row("payments", ("payer", "digger"), ("payee", "local_administration"), ("service", "local_administration"), ("reason", "access"), ("basis", "no_text"), ("receipt", false), ("cdf", 2000));
        return sheet;
    }

    // Prices drift over the months and differ a little from place to place; a board shows round figures.
    private static int Board(string mineral, AgentDay day)
    {
        var at = Boards.First(b => b.Mineral == mineral).Board;
        var drift = 1 + 0.12 * Math.Sin((day.Day.DayNumber + mineral.Length * 40) / 58.0) + new Dice("board", day.Site.Code).Share() * 0.08;
        return (int)Math.Round(at * drift / 100) * 100;
    }

    private static decimal Grade(string mineral, Dice dice) => Math.Round((decimal)(Boards.First(b => b.Mineral == mineral).Grade * (0.85 + dice.Share() * 0.3)), 1);
}
