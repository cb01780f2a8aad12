namespace Adit.Risk;

/// <summary>What met a step, in bits of the observables that the indicator reads (<see cref="Judge"/> deals them out).</summary>
/// <param name="Found">The observables whose answers met it.</param>
/// <param name="Seen">Those of them that an agent saw or measured.</param>
/// <param name="Evidence">How well founded it is: where several answers would each do, as the best of them; where all are needed, as the least.</param>
internal readonly record struct Because(ulong Found, ulong Seen, Evidence Evidence)
{
    /// <summary>Why a rule came out as <paramref name="met"/> says; it must have.</summary>
    public static Because Of(Rule rule, in Scene scene, ReadOnlySpan<ulong> bits, bool met = true)
    {
        if (rule.Kind == RuleKind.Compare)
            return Of(rule.Comparison!, scene, bits, met);
        if (rule.Kind == RuleKind.Not)
            return Of(rule.Parts[0], scene, bits, !met);
        var needed = (rule.Kind == RuleKind.All) == met;
        var because = (Because?)null;
        for (var i = 0; i < rule.Parts.Count; i++)
            if (needed || rule.Parts[i].Judge(scene) == (met ? Truth.True : Truth.False))
                because = With(because, Of(rule.Parts[i], scene, bits, met), needed);
        return because ?? default;
    }

    private static Because Of(Comparison comparison, in Scene scene, ReadOnlySpan<ulong> bits, bool met)
    {
        var bit = bits[comparison.Observable];
        if (comparison.Take != Take.Each)
            return new(bit, bit, Evidence.Observed);
        var because = (Because?)null;
        for (var i = 0; i < scene.Count; i++)
            if (comparison.Reads(scene[i]) && comparison.Judge(scene[i].Value, scene.Limits) == (met ? Truth.True : Truth.False))
                because = With(because, new(bit, scene[i].Evidence == Evidence.Observed ? bit : 0, scene[i].Evidence), needed: !met);
        return because ?? default;
    }

    private static Because With(Because? one, in Because other, bool needed) => one is not { } before ? other
        : new(before.Found | other.Found, before.Seen | other.Seen, (before.Evidence < other.Evidence) == needed ? before.Evidence : other.Evidence);
}
