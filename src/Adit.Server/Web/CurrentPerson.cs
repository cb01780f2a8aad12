using Adit.People;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;

namespace Adit.Web;

/// <summary>Who asks: somebody signed in by cookie or bearer token, or anyone. Routes take it as a parameter.</summary>
/// <param name="User">Null for anyone.</param>
/// <param name="Deepest">The deepest tier of the door that was come through.</param>
/// <param name="Token">The session's token; forms derive theirs from it.</param>
/// <param name="ByCookie">Whether a browser sent the token by itself.</param>
internal sealed record CurrentPerson(User? User, Tier Deepest, string? Token, bool ByCookie)
{
    public const string Cookie = "adit";

    /// <summary>The key of the program that asks; null where a person does.</summary>
    public ProgramKeyMade? Key { get; init; }

    public Role Role => User?.Role ?? Role.Anyone;

    /// <summary>Who is named in the entries of what this person does.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in: the route's door is open to anyone.</exception>
    public ActorId Actor => User?.Id ?? throw new InvalidOperationException("A route that records asks for a right.");

    /// <summary>The deepest tier to show here: what the role reads, and no deeper than the door states.</summary>
    public Tier Sees => (Tier)Math.Min((int)Role.Sees(), (int)Deepest);

    public bool May(Right right) => Role.May(right) && (Key is null || Key.Scopes.Any(s => s.Gives(right)));

    /// <summary>The scope that a key lacks for what whoever it stands for may do; null where that is not what is missing.</summary>
    public KeyScope? Lacks(Right right) => Role.May(right) && !May(right) ? ProgramKeys.For(right) : null;

    /// <summary>Whether every monitored site is shown, without a look at each.</summary>
    public bool SeesAllMonitored => Role != Role.Anyone && User!.Sites.IsEmpty && Role.OfTheProgramme();

    /// <summary>Whether a site is shown at all. The programme sees all, others only what they were given.</summary>
    public bool SeesSite(Site site) => Role switch
    {
        Role.Anyone => false,
        _ when User!.Sites.Contains(site.Id) => true,
        _ when !User!.Sites.IsEmpty => false,
        _ => Role.OfTheProgramme(),
    };

    /// <summary>Whether a site is shown at all; false for one that does not exist.</summary>
    public bool SeesSite(Register register, SiteId site) => register.Sites.TryGetValue(site, out var found) && SeesSite(found);

    /// <summary>Lets routes take the person as a parameter.</summary>
    public static ValueTask<CurrentPerson> BindAsync(HttpContext http) => ValueTask.FromResult(Of(http));

    /// <summary>The person behind a request, as the door found out.</summary>
    public static CurrentPerson Of(HttpContext http) => http.Features.Get<CurrentPerson>() ?? new(null, Tier.T0, null, false);

    /// <summary>Reads the bearer token, of a session or a key for a program, else the cookie. A token that opens nothing is nobody's.</summary>
    public static CurrentPerson Read(HttpContext http, Sessions sessions, KeyActs keys, Tier deepest)
    {
        var header = http.Request.Headers.Authorization.ToString();
        var bearer = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : Problems.IsFeed(http) ? InBasic(header) : null;
        if (bearer is not null && KeyActs.IsKey(bearer))
            return keys.Holder(bearer) is var (holder, key) ? new(holder, deepest, null, false) { Key = key } : new(null, deepest, null, false);
        var token = bearer ?? http.Request.Cookies[Cookie];
        var user = token is null ? null : sessions.Holder(token);
        return new(user, deepest, user is null ? null : token, user is not null && bearer is null);
    }

    // Spreadsheets and maps ask for a name and a password, and send no token otherwise. Only feeds are read so, which change nothing.
    private static string? InBasic(string header)
    {
        var bytes = new byte[200];
        return header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && Convert.TryFromBase64String(header[6..].Trim(), bytes, out var length)
            && System.Text.Encoding.UTF8.GetString(bytes, 0, length) is var pair && pair.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? pair[(colon + 1)..] : null;
    }

    /// <summary>Hands the browser its token.</summary>
    public static void Remember(HttpContext http, string token) => http.Response.Cookies.Append(Cookie, token, new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
        Path = "/",
        MaxAge = Sessions.Length,
    });

    public static void Forget(HttpContext http) => http.Response.Cookies.Delete(Cookie, new() { Path = "/" });
}
