namespace Adit.Web;

/// <summary>Reads from a request what stands around its page.</summary>
public static class FrameReading
{
    /// <summary>The cookie that keeps a language once it was chosen.</summary>
    public const string LanguageCookie = "adit-language";

    /// <summary>The language a request asks for; choosing one in the address keeps it for a year.</summary>
    public static Words Words(HttpContext http)
    {
        string? chosen = http.Request.Query["lang"];
        var language = Web.Words.Choose(chosen, http.Request.Cookies[LanguageCookie], http.Request.Headers.AcceptLanguage);
        if (chosen == language)
        {
            http.Response.Cookies.Append(LanguageCookie, language, new CookieOptions
            {
                MaxAge = TimeSpan.FromDays(365),
                SameSite = SameSiteMode.Lax,
                HttpOnly = true,
                IsEssential = true,
                Secure = http.Request.IsHttps,
            });
        }
        return Web.Words.In(language);
    }

    /// <summary>The frame of a page.</summary>
    public static Frame Frame(HttpContext http, ReaderView? reader, string programme, bool simulated, DateTimeOffset now) =>
        new(Words(http), Address(http.Request), now, reader, programme, simulated);

    /// <summary>The state of a list as its address says: "sort=-name" is by name, descending.</summary>
    public static TableView Table(HttpRequest request, string sort)
    {
        var query = request.Query.Where(q => q.Key != "lang").ToDictionary(q => q.Key, q => q.Value.ToString());
        var asked = query.TryGetValue("sort", out var given) && given.TrimStart('-').Length > 0 ? given : sort;
        return new TableView(OnOurHost(request.Path), query, asked.TrimStart('-'), asked.StartsWith('-'));
    }

    // The language is left out: the menu of languages adds its own.
    private static string Address(HttpRequest request)
    {
        var kept = QueryString.Create(request.Query.Where(q => q.Key != "lang"));
        return OnOurHost(request.Path) + kept;
    }

    // "//elsewhere.org" as a path would be a link to another host.
    private static string OnOurHost(PathString path) => "/" + path.ToUriComponent().TrimStart('/', '\\');
}
