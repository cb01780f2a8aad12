namespace Adit.Maps;

/// <summary>Which map do phones show around the sites?</summary>
/// <param name="InUse">Null where there is only what ships with the program.</param>
public sealed record BaseMapView(InUseView? InUse, bool MayChange, IReadOnlyList<string>? Refusals = null);

/// <summary>The map in use.</summary>
/// <param name="Sites">How many sites agents work at whose place is known.</param>
/// <param name="Ready">For how many of them it was looked through.</param>
/// <param name="Shown">On how many of them it shows anything.</param>
/// <param name="Largest">Bytes of the largest piece.</param>
/// <param name="Lost">Whether its file is not here any more.</param>
public sealed record InUseView(BaseMapSet Set, DateTimeOffset At, int Sites, int Ready, int Shown, long Largest, bool Lost);
