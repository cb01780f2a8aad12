using Adit.Risk;
using Adit.Web;

namespace Adit.Sites;

/// <summary>A site in the words and signs of the pages.</summary>
internal static class SiteWords
{
    private static readonly AttentionShown[] Attentions = [.. Enum.GetValues<Attention>().Select(a => Enum.Parse<AttentionShown>(a.ToString()))];

    /// <summary>How a site's address names it.</summary>
    public static string Path(Site site) => "/sites/" + Uri.EscapeDataString(site.Code);

    /// <summary>The site of an address: by its code, or by its id.</summary>
    public static Site? Find(Storage.Register register, string named) =>
        register.SiteCodes.TryGetValue(named, out var byCode) ? register.Sites[byCode]
        : Id.TryRead(named, out var id) ? register.Sites.GetValueOrDefault(new(id)) : null;

    public static string Minerals(Site site, Words words) =>
        string.Join(", ", site.Minerals.Select(m => words.Has("mineral." + m) ? words["mineral." + m] : m));

    public static StageShown Shown(Stage stage) => Enum.Parse<StageShown>(stage.ToString());

    public static AttentionView Shown(Attention? attention) => new(attention is null ? AttentionShown.Reference : Attentions[(int)attention.Value]);

    public static CoverageView Shown(AgentDays days) => new(days.From, [.. days.Days.Select(d => Enum.Parse<DayLook>(d.ToString()))], days.Done, days.Planned);

    /// <summary>The credit that every screen with reference sites bears.</summary>
    public static CreditView? Credit(Site site, Words words) => site.Credit is { } credit ? new(words.Say("reference.credit", ("credit", credit))) : null;

    /// <summary>How many there are, no closer than five at a time.</summary>
    public static string Band(long count, Words words) => Web.Band.Say(count, words);
}
