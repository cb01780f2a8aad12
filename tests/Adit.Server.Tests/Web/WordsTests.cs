using System.Text.RegularExpressions;
using Adit.Web;

namespace Adit.Tests.Web;

public sealed partial class WordsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 15, 40, 0, TimeSpan.FromHours(2));

    [Fact]
    public void English_and_French_have_the_same_texts() =>
        Assert.Equal(Words.Keys("en").Keys.Order(StringComparer.Ordinal), Words.Keys("fr").Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void A_text_has_the_same_placeholders_in_both()
    {
        foreach (var (key, english) in Words.Keys("en"))
            Assert.True(Placeholders(english).SetEquals(Placeholders(Words.Keys("fr")[key])), key);
    }

    [Fact]
    public void No_French_line_begins_with_a_sign_that_belongs_to_the_word_before() =>
        Assert.All(Words.Keys("fr"), text => Assert.DoesNotMatch(" [:;!?»]|« ", text.Value));

    [Fact]
    public void Every_key_a_page_names_is_written()
    {
        var known = Words.Keys("en").Keys.ToHashSet();
        foreach (var file in Sources())
        {
            foreach (Match use in Use().Matches(File.ReadAllText(file)))
            {
                var (key, goesOn) = (use.Groups[1].Value, use.Groups[2].Success);
                var found = goesOn ? known.Any(k => k.StartsWith(key, StringComparison.Ordinal)) : known.Contains(key) || known.Contains(key + ".other");
                Assert.True(found, $"{key} in {Path.GetFileName(file)} is in no text.");
            }
        }
    }

    [Fact]
    public void Every_sign_stage_attention_and_room_has_its_words()
    {
        var w = Words.In("fr");
        string[] keys =
        [
            .. Enum.GetNames<AttentionShown>().Select(n => "attention." + n), .. Enum.GetNames<StageShown>().Select(n => "stage." + n),
            .. Enum.GetNames<HowKnown>().Select(n => "known." + n), .. Enum.GetNames<Shown>().Select(n => "risk.met.none." + n),
            .. Enum.GetValues<Room>().Where(r => r != Room.None).Select(r => "nav." + r),
            .. Enum.GetValues<Shown>().Where(s => s != Shown.Open).Select(s => new Standing(s).Key), .. Enumerable.Range(1, 4).Select(s => Standing.Open(s).Key),
        ];

        Assert.All(keys, key => Assert.True(w.Has(key), key));
    }

    [Fact]
    public void A_count_of_one_is_one_and_French_counts_none_as_one()
    {
        Assert.Equal("1 form", Words.In("en").Say("agents.forms", ("n", 1)));
        Assert.Equal("0 forms", Words.In("en").Say("agents.forms", ("n", 0)));
        Assert.Equal("0 formulaire", Words.In("fr").Say("agents.forms", ("n", 0)));
        Assert.Equal("2 formulaires", Words.In("fr").Say("agents.forms", ("n", 2)));
    }

    [Fact]
    public void Numbers_are_written_as_each_language_writes_them()
    {
        Assert.Equal("1,150.5", Words.In("en").Number(1150.5m));
        Assert.Equal("1\u202f150,5", Words.In("fr").Number(1150.5m));
        Assert.Equal("14,2\u202fm", Words.In("fr").Amount(14.2m, "m"));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.001, "1")]
    [InlineData(0.874, "87")]
    [InlineData(0.999, "99")]
    [InlineData(1, "100")]
    public void A_share_never_rounds_the_last_step_away(double share, string percent) =>
        Assert.Equal(percent + "\u202f%", Words.In("en").Share((decimal)share));

    [Fact]
    public void A_deadline_says_what_is_left_or_by_how_much_it_is_past()
    {
        Assert.Equal("1 d 4 h left", Words.In("en").Left(Now.AddHours(28), Now));
        Assert.Equal("3 d overdue", Words.In("en").Left(Now.AddHours(-72), Now));
        Assert.Equal("il y a 3 j", Words.In("fr").Age(Now.AddDays(-3), Now));
        Assert.Equal("just now", Words.In("en").Age(Now.AddSeconds(5), Now));
    }

    [Fact]
    public void Days_read_as_people_write_them()
    {
        Assert.Equal("1er décembre 2026", Words.In("fr").Day(new(2026, 12, 1)));
        Assert.Equal("14 Mar 2025", Words.In("en").ShortDay(new(2025, 3, 14), Now));
        Assert.Equal("14 Mar", Words.In("en").ShortDay(new(2026, 3, 14), Now));
    }

    [Theory]
    [InlineData("fr", "en", "zh", "fr")]
    [InlineData(null, "zh", "fr", "zh")]
    [InlineData("xx", "yy", "de, fr;q=0.5, en;q=0.9", "en")]
    [InlineData(null, null, "fr-CD,fr;q=0.9", "fr")]
    [InlineData(null, null, "en;q=0, sw", "sw")]
    [InlineData(null, null, "de", "en")]
    [InlineData(null, null, null, "en")]
    public void The_address_comes_before_the_cookie_and_the_cookie_before_the_browser(string? query, string? cookie, string? header, string chosen) =>
        Assert.Equal(chosen, Words.Choose(query, cookie, header));

    [Theory]
    [InlineData("sw", "fr")]
    [InlineData("zh", "en")]
    public void What_nobody_vouched_for_falls_back_and_says_so(string asked, string shown)
    {
        Assert.Equal(shown, Words.In(asked).Language);
        Assert.NotNull(Words.In(asked).FallbackNotice);
        Assert.Null(Words.In(shown).FallbackNotice);
    }

    [Fact]
    public void All_that_reaches_a_phone_is_there_in_Kiswahili_with_the_same_blanks_and_pages_stay_in_what_is_vouched_for()
    {
        foreach (var (key, english) in Words.Keys("en").Where(text => text.Key.StartsWith("field.", StringComparison.Ordinal) || text.Key.StartsWith("phone.", StringComparison.Ordinal)))
            Assert.True(Words.Keys("sw").TryGetValue(key, out var said) && Placeholders(english).SetEquals(Placeholders(said)), key);

        var phone = Words.OnPhone("sw");
        Assert.Equal(("sw", "Pima tena: shimo", "3 Desemba 2026"), (phone.Language, phone.Say("field.due.measure", ("what", "shimo")), phone.Day(new(2026, 12, 3))));
        Assert.Equal("N1 · siku 5 kwa wiki", phone.Say("field.due.visit.detail", ("site", "N1"), ("n", 5)));
        Assert.Equal("Remesurer\u00a0: puits", Words.In("sw").Say("field.due.measure", ("what", "puits")));
        Assert.Equal(Words.In("fr")["nav.People"], phone["nav.People"]);
        Assert.Equal(Words.In("en")["field.due.visit"], Words.OnPhone("zh")["field.due.visit"]);
    }

    [Fact]
    public void Headings_and_names_of_figures_of_reports_are_there_in_Kiswahili_and_Chinese_and_say_that_nobody_read_them()
    {
        string[] figures = ["report.figure.", "programme-report.figure.", "programme-report.column.", "programme-report.row.", "programme-report.table."];
        var named = Words.Keys("en").Keys.Where(k => Array.Exists(figures, f => k.StartsWith(f, StringComparison.Ordinal)) && !k.EndsWith(".what", StringComparison.Ordinal)).ToList();
        Assert.True(named.Count > 40);
        foreach (var language in (string[])["sw", "zh"])
        {
            Assert.Empty(named.Except(Words.Keys(language).Keys));
            Assert.NotEqual("", Words.In(language).Message("document.unchecked"));
            Assert.Equal(language, Words.In(language).Beside);
        }
        Assert.Equal(Words.Keys("sw").Keys.Where(k => k.Contains("report", StringComparison.Ordinal)).Order(StringComparer.Ordinal), Words.Keys("zh").Keys.Where(k => k.Contains("report", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Null(Words.In("fr").Beside);
    }

    private static HashSet<string> Placeholders(string text) => [.. Placeholder().Matches(text).Select(m => m.Value)];

    private static IEnumerable<string> Sources()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "adit.slnx")))
            root = root.Parent ?? throw new InvalidOperationException("Not inside the project.");
        var server = Path.Combine(root.FullName, "src", "Adit.Server");
        return Directory.EnumerateFiles(server, "*.razor", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(Path.Combine(server, "Web"), "*.cs"));
    }

    [GeneratedRegex(@"\{[a-z]+\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"(?:\bW|Words|this)(?:\[|\.Say\()""([a-zA-Z0-9.-]+)""(\s*\+)?")]
    private static partial Regex Use();
}
