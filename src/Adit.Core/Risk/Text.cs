namespace Adit.Risk;

/// <summary>Words for people, complete in English and French; Swahili and Chinese where somebody vouches for them.</summary>
public sealed record Text(string En, string Fr, string? Sw = null, string? Zh = null)
{
    /// <summary>The words in a language (<c>en</c>, <c>fr</c>, <c>sw</c>, <c>zh</c>). Swahili falls back to French, anything else to English.</summary>
    public string In(string language) => language switch
    {
        "fr" => Fr,
        "sw" => Sw ?? Fr,
        "zh" => Zh ?? En,
        _ => En,
    };
}
