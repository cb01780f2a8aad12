namespace Adit.Protection;

/// <summary>The six parts a recorded fact is cut into, in the order in which an entry holds them. The number is on the wire and never changes.</summary>
public enum Slot : byte
{
    /// <summary>Fact name and version, when, who, about what.</summary>
    Head = 0,

    /// <summary>The public answers.</summary>
    T0 = 1,

    /// <summary>The answers for subscribers.</summary>
    T1 = 2,

    /// <summary>The answers for the programme.</summary>
    T2 = 3,

    /// <summary>The protected answers.</summary>
    T3 = 4,

    /// <summary>The bytes as they were received.</summary>
    Raw = 5,
}

/// <summary>The one way slots are counted and spelt in files.</summary>
public static class Slots
{
    /// <summary>How many slots an entry has.</summary>
    public const int Count = 6;

    private static readonly string[] Names = ["head", "t0", "t1", "t2", "t3", "raw"];

    /// <summary>The slot's name in a file: <c>head</c>, <c>t0</c> … <c>t3</c>, <c>raw</c>.</summary>
    public static string NameOf(Slot slot) => Names[(int)slot];

    /// <summary>Reads a slot's name; false for anything but the six, in lower case.</summary>
    public static bool TryRead(string? name, out Slot slot)
    {
        var index = Array.IndexOf(Names, name);
        slot = (Slot)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>The slot that holds the answers of a tier.</summary>
    public static Slot Of(Tier tier) => (Slot)((int)tier + 1);
}
