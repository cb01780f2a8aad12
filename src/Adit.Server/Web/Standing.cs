namespace Adit.Web;

/// <summary>What a cell can say about a risk. The zero is the honest default: nobody looked.</summary>
public enum Shown
{
    NotObserved,
    Open,
    NothingOpen,
    Hidden,
    DoesNotApply,
    Unrated,
    NothingRecords,
}

/// <summary>How something is known; the zero is the weakest.</summary>
public enum HowKnown
{
    Reported,
    Corroborated,
    Observed,
    Determined,
}

/// <summary>One rating as it is drawn everywhere: a number or sign in a square, hollow where only reported.</summary>
/// <param name="Severity">1 to 4 where open, else 0.</param>
/// <param name="Hollow">Reported and being verified.</param>
/// <param name="InPart">Of several risks some were looked at, with nothing open, and some were not.</param>
public readonly record struct Standing(Shown Shown, int Severity = 0, bool Hollow = false, bool InPart = false)
{
    public static readonly Standing NotObserved = new(Shown.NotObserved);
    public static readonly Standing NotWhollyObserved = new(Shown.NotObserved, InPart: true);
    public static readonly Standing NothingOpen = new(Shown.NothingOpen);
    public static readonly Standing Hidden = new(Shown.Hidden);
    public static readonly Standing DoesNotApply = new(Shown.DoesNotApply);
    public static readonly Standing Unrated = new(Shown.Unrated);
    public static readonly Standing NothingRecords = new(Shown.NothingRecords);

    public static Standing Open(int severity) => new(Shown.Open, severity);

    public static Standing Reported(int severity) => new(Shown.Open, severity, Hollow: true);

    /// <summary>The sign inside the square.</summary>
    public string Sign => Shown switch
    {
        Shown.Open => Severity.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Shown.NothingOpen => "○",
        Shown.Hidden => "·",
        Shown.DoesNotApply => "—",
        Shown.Unrated => "#",
        _ => "?",
    };

    /// <summary>The class of its shape and colour in the style sheet.</summary>
    public string Look => Shown switch
    {
        Shown.Open => $"s{Sign}{(Hollow ? " hollow" : "")}",
        Shown.NothingOpen => "clear",
        Shown.Hidden => "hidden-risk",
        Shown.DoesNotApply => "none",
        Shown.Unrated => "unrated",
        _ => "unseen",
    };

    /// <summary>The key of its words.</summary>
    public string Key => Shown switch
    {
        Shown.Open => $"level.{Sign}",
        Shown.NothingOpen => "level.clear",
        Shown.Hidden => "level.hidden",
        Shown.DoesNotApply => "level.none",
        Shown.Unrated => "level.unrated",
        Shown.NothingRecords => "level.nothing-records",
        _ => InPart ? "level.unseen.part" : "level.unseen",
    };

    /// <summary>The words, with "reported, being verified" where it is hollow.</summary>
    public string Say(Words words) => Hollow ? words.Say("level.reported", ("level", words[Key])) : words[Key];

    /// <summary>Worst first, for sorting: open by severity, then what nobody looked at, hidden, nothing open, the rest.</summary>
    public int Rank => Shown switch
    {
        Shown.Open => (Severity * 2) + (Hollow ? 1 : 0),
        Shown.NotObserved => 20,
        Shown.NothingRecords => 21,
        Shown.Unrated => 22,
        Shown.Hidden => 23,
        Shown.NothingOpen => 24,
        _ => 25,
    };
}
