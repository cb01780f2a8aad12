namespace Adit.Risk;

/// <summary>How an observation was come by (criteria, evidence grade).</summary>
public enum Evidence : byte
{
    /// <summary>Somebody told it.</summary>
    Reported,

    /// <summary>The agent saw or measured it, or held the document.</summary>
    Observed,
}

/// <summary>What a part of a record is about.</summary>
public enum SubjectKind : byte
{
    /// <summary>The site as a whole.</summary>
    Site,
    /// <summary>A pit, shaft or wash point.</summary>
    Pit,
    /// <summary>A lot or bag of ore.</summary>
    Lot,
    /// <summary>Somebody who acts on the site: a force, a buyer, an officer's service. Never a person's name.</summary>
    Actor,
    /// <summary>A group of people, by sex and age band.</summary>
    PersonGroup,
    /// <summary>Something that is followed by its number: an action, a complaint, a referral.</summary>
    Case,
}

/// <summary>One thing a record is about: its kind and its id or code; the site itself has an empty id.</summary>
public readonly record struct Subject(SubjectKind Kind, string Id)
{
    /// <summary>The site as a whole.</summary>
    public static Subject Site => new(SubjectKind.Site, "");
}

/// <summary>A fixed dimension of an observation, such as <c>age_band</c> = <c>15_17</c>.</summary>
public readonly record struct Dimension(string Name, string Value);

/// <summary>The value of an observation; which part counts follows from the observable's type.</summary>
/// <param name="Number">Count and amount: the number. Yes/no: 1 or 0. Date: the day number.</param>
/// <param name="Code">Code: the code. Null otherwise.</param>
public readonly record struct ObservedValue(decimal Number, string? Code = null)
{
    /// <summary>A yes or a no.</summary>
    public static ObservedValue Yes(bool yes) => new(yes ? 1 : 0);

    /// <summary>One of the observable's codes.</summary>
    public static ObservedValue Of(string code) => new(0, code);

    /// <summary>A day.</summary>
    public static ObservedValue Of(DateOnly day) => new(day.DayNumber);
}

/// <summary>One answer, read as a value of an observable (decisions, From form to rating).</summary>
/// <param name="Observable">Its index in <see cref="Catalogue.Observables"/>; see <see cref="Catalogue.ObservableIndex"/>.</param>
/// <param name="Value">What was answered.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Day">When it happened, as a day at the site (V).</param>
/// <param name="Evidence">How it was come by.</param>
/// <param name="Dimensions">Its dimensions; null for none.</param>
public readonly record struct Observation(
    int Observable, ObservedValue Value, Subject Subject, DateOnly Day, Evidence Evidence = Evidence.Observed, Dimension[]? Dimensions = null)
{
    /// <summary>The value of a dimension; null where it has none.</summary>
    public string? Dimension(string name)
    {
        if (Dimensions is not null)
            foreach (var dimension in Dimensions)
                if (dimension.Name == name)
                    return dimension.Value;
        return null;
    }
}

/// <summary>All that one submission says about one site, known from one ledger index on (K), by one actor.</summary>
/// <param name="K">The ledger index; accounts reach a timeline in the order of it.</param>
/// <param name="Submission">The submission.</param>
/// <param name="By">Who sent it. Two different actors who both report the same thing corroborate each other.</param>
/// <param name="Observations">Its observations; those that an indicator does not read are passed over.</param>
public readonly record struct Account(long K, SubmissionId Submission, ActorId By, Observation[] Observations);
