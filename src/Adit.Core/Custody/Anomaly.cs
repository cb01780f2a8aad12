namespace Adit.Custody;

/// <summary>What cannot be right about lots and tags. Each is a reason to ask; that it is explained is recorded, and it stays.</summary>
public enum AnomalyKind
{
    /// <summary>Used, moved or sold, and nobody recorded where it came from.</summary>
    Unmade,

    /// <summary>Came to be twice. Other: the event that made it before.</summary>
    MadeTwice,

    /// <summary>Used before it was made. Other: the event that made it.</summary>
    TooEarly,

    /// <summary>Used after it was used up, lost or seized. Other: the event that ended it.</summary>
    AfterEnd,

    /// <summary>More was taken of it than there was. Number: kilograms taken; Of: kilograms there.</summary>
    TookMore,

    /// <summary>Handed over by somebody who did not answer for it any more: two phones moved the same bag. Other: the event that gave it to whoever did.</summary>
    NotTheirs,

    /// <summary>At two places in less time than the way takes. Other: the event before; Number: kilometres between them; Of: minutes.</summary>
    TwoPlaces,

    /// <summary>Seen at a mine site that it does not come from. Other: the event that made it.</summary>
    AtAnotherSite,

    /// <summary>Dry weight grew. Other: the measuring before; Number: per cent; Of: per cent allowed.</summary>
    Gained,

    /// <summary>Weight fell by more than drying and tolerance allow. Other: the measuring before; Number: per cent; Of: per cent allowed.</summary>
    Fell,

    /// <summary>More came out than went in. Number: per cent; Of: per cent allowed.</summary>
    MadeMore,

    /// <summary>Declared purer in origin than what went in allows.</summary>
    LessThanDeclared,

    /// <summary>Left a site or changed hands without a tag.</summary>
    Untagged,

    /// <summary>Its tag is on another lot. Other: the event that put it there.</summary>
    TagTwice,

    /// <summary>Nobody was ever given its tag.</summary>
    TagNotIssued,

    /// <summary>Its tag is void, or had been given back.</summary>
    TagVoid,

    /// <summary>Its tag was given out for another site.</summary>
    TagOfAnotherSite,

    /// <summary>A handover that not both sides signed, or that names only one.</summary>
    NotSigned,

    /// <summary>Moved, sold or processed while it was held. Other: nothing; its hold stands with the lot.</summary>
    WhileHeld,
}

/// <summary>One thing that cannot be right.</summary>
/// <param name="Event">The event that shows it.</param>
/// <param name="Lot">The lot's code.</param>
/// <param name="Other">The event that it contradicts; null where it contradicts none.</param>
/// <param name="Number">What a sentence says of it; meaning and unit stand with the kind.</param>
/// <param name="Of">Against which, in the same way.</param>
public sealed record Anomaly(AnomalyKind Kind, Guid Event, string Lot, Guid? Other = null, decimal? Number = null, decimal? Of = null)
{
    private static readonly Guid Space = new("6f1c9f0e-6a5f-5d0b-9d1c-4b0c0f6d2a71");

    /// <summary>The same for the same matter, whenever it is found: by it somebody clears it.</summary>
    public Guid Id => Adit.Id.From(Space, $"{Kind}/{Event:D}/{Lot}/{Other:D}");

    /// <summary>The indicator that it speaks to (<c>criteria.md</c>): false origin, mixing, reference, weight, tags or handover.</summary>
    public string Indicator => Kind switch
    {
        AnomalyKind.Gained or AnomalyKind.Fell or AnomalyKind.TookMore => "TR-02",
        AnomalyKind.MadeMore or AnomalyKind.LessThanDeclared => "BR-03",
        AnomalyKind.Untagged => "TR-01",
        AnomalyKind.TagVoid or AnomalyKind.TagNotIssued => "TR-04",
        AnomalyKind.NotSigned or AnomalyKind.WhileHeld => "TR-05",
        _ => "BR-02",
    };
}

/// <summary>What is allowed before anybody asks. Set by the programme: no source gives a number.</summary>
/// <param name="WeightPercent">Between two measurings, and between what goes in and what comes out (parameter <c>weight_tolerance_percent</c>).</param>
/// <param name="DryingPercent">How much wet weight may fall besides, where moisture was not measured both times.</param>
/// <param name="KilometresAnHour">As fast as anything moves there.</param>
public sealed record Tolerances(decimal WeightPercent = 2, decimal DryingPercent = 8, decimal KilometresAnHour = 90);
