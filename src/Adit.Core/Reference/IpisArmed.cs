using System.Collections.Immutable;

namespace Adit.Reference;

/// <summary>One armed actor that a row names.</summary>
/// <param name="Called">Its name as written; empty where the row gives none.</param>
/// <param name="Kind">A code of the dimension <c>actor</c>.</param>
/// <param name="Acts">Codes of what it does; <c>none</c> where it was asked and nothing found; empty where it was not asked, or was found and not said.</param>
/// <param name="Undisciplined">Its type says that it interferes, whatever the single acts say.</param>
internal sealed record IpisActor(string Called, string Kind, string? Frequency, ImmutableArray<string> Acts, bool Undisciplined)
{
    public bool IsGroup => Kind is "local_armed_group" or "foreign_armed_group" or "unidentified_armed";

    public string GroupType => Kind switch { "local_armed_group" => "local", "foreign_armed_group" => "foreign", _ => "unidentified" };

    public bool Interferes => Undisciplined || Acts is [not "none", ..];
}

/// <summary>What a row says of armed people as a whole, with the actors that it names.</summary>
/// <param name="NoGroup">It was asked who is armed there, and no group is among them.</param>
/// <param name="NoForce">The same of public forces.</param>
internal sealed record IpisArmed(string? Presence, string? Interference, ImmutableArray<IpisActor> Actors, bool NoGroup, bool NoForce)
{
    private static readonly (string Column, string Act)[] Acts =
    [
        ("taxation", "taxes_miners"), ("commerce_taxation", "taxes_trade"), ("entrance_taxation", "taxes_entry"), ("monopoly", "monopoly"), ("buying_minerals", "buys"),
        ("digging", "digs"), ("forced_labour", "forced_labour"), ("pillaging", "pillages"), ("pit_ownership", "owns_pit"),
    ];

    private static readonly string[] Slots = ["1", "2", "3"];

    public bool NobodyThere => Presence == "no" && Actors.IsEmpty;

    public bool NothingFound => NobodyThere && Interference == "no";

    public static IpisArmed Of(IpisColumns row)
    {
        var (presence, interference) = (row.Code("presence", IpisTables.YesNo), row.Code("interference", IpisTables.YesNo));
        ImmutableArray<IpisActor> actors = [.. Slots.Select(slot => ActorIn(row, slot)).OfType<IpisActor>()];
        if (presence == "yes" && actors.IsEmpty)
            row.Note("actor-unnamed", "presence", "");
        // Somebody interfered, and no act of anybody is marked: then nobody's "no" to some of the acts is a "none" to all.
        if (interference == "yes" && !actors.Any(a => a.Acts is [not "none", ..]))
            actors = [.. actors.Select(a => a with { Acts = [] })];
        // The list of those present is known to be complete only where a slot after the first says "nobody else".
        var complete = presence == "no" || (!actors.IsEmpty && Slots.Skip(1).Any(slot => IsNobody(row, slot)));
        return new(presence, interference, actors, complete && !actors.Any(a => a.IsGroup), complete && actors.All(a => a.IsGroup));
    }

    private static bool IsNobody(IpisColumns row, string slot) => IpisTables.ActorTypes.Find(row.Text($"type_armed_group{slot}", 200)) is [];

    private static IpisActor? ActorIn(IpisColumns row, string slot)
    {
        var (name, type) = (row.Text($"armed_group{slot}", 200), row.Text($"type_armed_group{slot}", 200));
        var byName = name.Length > 0 ? IpisTables.ActorNames.Find(name) : null;
        var byType = type.Length > 0 ? row.Code($"type_armed_group{slot}", IpisTables.ActorTypes) : null;
        var kind = byName is [var named, ..] ? named : byType ?? (name.Length > 0 ? "unidentified_armed" : null);
        return kind is null ? null : new(name, kind, row.Code($"frequency_armed_group{slot}", IpisTables.Frequencies), ActsOf(row, slot, type), IsUndisciplined(type));
    }

    private static bool IsUndisciplined(string type) => WordTable.Plain(type).EndsWith("elements indisciplines", StringComparison.Ordinal);

    // "None" is an answer where miners' taxation, the question that every survey asked, or interference as a whole was answered with no.
    private static ImmutableArray<string> ActsOf(IpisColumns row, string slot, string type)
    {
        var answers = Acts.Select(act => (act.Act, Text: row.Text($"{act.Column}_armed_group{slot}", 40), Code: row.Code($"{act.Column}_armed_group{slot}", IpisTables.YesNo))).ToList();
        ImmutableArray<string> found = [.. answers.Where(a => a.Code == "yes").Select(a => a.Act)];
        var seenNone = WordTable.Plain(type).EndsWith("pas d ingerence constatee", StringComparison.Ordinal);
        if (seenNone && found.Length > 0)
            row.Note("acts-differ", $"type_armed_group{slot}", "");
        if (found.Length > 0)
            return found;
        return !IsUndisciplined(type) && (seenNone || answers[0].Code == "no") && answers.All(a => a.Code == "no" || a.Text.Length == 0) ? ["none"] : [];
    }
}
