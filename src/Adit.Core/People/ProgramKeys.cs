using System.Collections.Immutable;
using System.Globalization;

namespace Adit.People;

/// <summary>What keys for programs may be, and the one place that says what a scope gives. A key never gives more than whoever it stands for has.</summary>
public static class ProgramKeys
{
    /// <summary>Longest name, in characters.</summary>
    public const int LongestName = 100;

    /// <summary>Most days from the day on which it is made to its last.</summary>
    public const int MostDays = 366;

    /// <summary>The scopes of an organisation's keys, and of those of a user of the programme.</summary>
    public static ImmutableArray<KeyScope> Offered(bool organisation) => organisation
        ? [KeyScope.Sites, KeyScope.Reports, KeyScope.Credentials, KeyScope.Feeds, KeyScope.Decisions, KeyScope.Decide, KeyScope.Webhooks]
        : [KeyScope.Sites, KeyScope.Reports, KeyScope.Credentials, KeyScope.Feeds, KeyScope.Records, KeyScope.Exports, KeyScope.Webhooks];

    /// <summary>Whether a right of whoever the key stands for is left to it by a scope.</summary>
    public static bool Gives(this KeyScope scope, Right right) => right switch
    {
        Right.Public or Right.SeeSites => true,
        Right.Decide => scope is KeyScope.Decisions or KeyScope.Decide,
        Right.SeeRecords => scope == KeyScope.Records,
        Right.ExportRecords => scope == KeyScope.Exports,
        Right.KeepAlerts => scope == KeyScope.Webhooks,
        _ => false,
    };

    /// <summary>The scope that a right needs; null for one that no scope gives, or each.</summary>
    public static KeyScope? For(Right right) => right switch
    {
        Right.Decide => KeyScope.Decisions,
        Right.SeeRecords => KeyScope.Records,
        Right.ExportRecords => KeyScope.Exports,
        Right.KeepAlerts => KeyScope.Webhooks,
        _ => null,
    };

    /// <summary>Whether more than reading is done with it.</summary>
    public static bool Changes(this KeyScope scope) => scope is KeyScope.Decide or KeyScope.Webhooks;

    /// <summary>A key is to be made.</summary>
    /// <param name="today">The day in UTC.</param>
    public static Decision Make(ProgramKeyMade key, DateOnly today) => Decision.Unless(
        [
            key.Name.Length is 0 or > LongestName || key.Name.Any(char.IsControl) ? new("key-name", [("n", Number(LongestName))]) : null,
            key.Scopes.IsEmpty ? new("key-scopes") : null,
            key.Scopes.FirstOrDefault(s => !Offered(key.Organisation is not null).Contains(s), (KeyScope)(-1)) is >= 0 and var other ? new("key-scope", [("scope", other.ToString().ToLowerInvariant())]) : null,
            key.Until < today || key.Until > today.AddDays(MostDays) ? new("key-until", [("n", Number(MostDays))]) : null,
        ],
        key);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
