namespace Adit.Risk;

/// <summary>
/// The values of the rule language: Kleene's strong three, with its unknown in two flavours so that a look can say why it was
/// not judged. Only <see cref="True"/> meets a step.
/// </summary>
public enum Truth : byte
{
    /// <summary>Answered, and not so.</summary>
    False,
    /// <summary>Unknown: nothing was answered.</summary>
    Unknown,
    /// <summary>Unknown: answered, but a number is wanting, be it a limit that nobody set or a sample that is too small.</summary>
    Wanting,
    /// <summary>Answered, and so.</summary>
    True,
}

/// <summary>The connectives.</summary>
public static class Truths
{
    /// <summary>True if both are; false if one is; else unknown, and wanting if one of them is.</summary>
    public static Truth And(this Truth a, Truth b)
    {
        if (a == Truth.False || b == Truth.False)
            return Truth.False;
        return a == Truth.True ? b : b == Truth.True ? a : a > b ? a : b;
    }

    /// <summary>True if one is; false if both are; else unknown, and wanting if one of them is.</summary>
    public static Truth Or(this Truth a, Truth b) => a > b ? a : b;

    /// <summary>False for true, true for false; what is unknown stays so.</summary>
    public static Truth Not(this Truth a) => a switch { Truth.True => Truth.False, Truth.False => Truth.True, _ => a };
}
