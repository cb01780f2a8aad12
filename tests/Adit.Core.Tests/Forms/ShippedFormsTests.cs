using Adit.Forms;
using Adit.Protection;
using static Adit.Tests.Forms.Shipped;

namespace Adit.Tests.Forms;

/// <summary>The forms of <c>catalogue/forms</c>: what they must all keep to, and that they speak the words of the catalogue.</summary>
public sealed class ShippedFormsTests
{
    private static readonly string[] Languages = ["English (en)", "Français (fr)", "Kiswahili, bado hakijahakikiwa (sw)", "中文 (zh)"];   // "not checked yet"
    private static readonly AnswerType[] Telling =
        [AnswerType.Binary, AnswerType.Audit, AnswerType.Geopoint, AnswerType.Geotrace, AnswerType.Geoshape, AnswerType.Barcode, AnswerType.Intent];

    private static readonly string[] Delicate = ["abuse", "armed_group", "barrier", "child", "conflict", "force", "forced_labour", "harassment", "retaliation"];

    public static TheoryData<string> All => [.. Ids];

    [Fact]
    public void Twelve_forms_ship() =>
        Assert.Equal(Ids, Directory.GetFiles(Path.Combine(Root, "forms"), "*.xml").Select(file => $"adit-{Path.GetFileNameWithoutExtension(file)}").Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(All))]
    public void A_shipped_form_may_be_published_as_it_is(string id)
    {
        var form = Form(id);

        Assert.Equal(id, form.Id);
        Assert.Matches("^20[0-9]{8}$", form.Version);
        Assert.Empty(form.Notices);
        Assert.Empty(FormRules.Faults(form, observable => The.ObservableIndex(observable) >= 0));
    }

    [Fact]
    public void A_photo_is_taken_on_the_spot_where_it_is_evidence() =>
        Assert.Equal(["adit-accident", "adit-environment", "adit-follow-up", "adit-visit"],
            Ids.Where(id => File.ReadAllText(Path.Combine(Root, "forms", $"{id["adit-".Length..]}.xml")).Contains("appearance=\"new\"", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(All))]
    public void Every_word_of_a_shipped_form_is_there_in_English_and_French_and_never_blank_in_another_language(string id)
    {
        var form = Form(id);

        Assert.Equal(Languages, form.Languages);
        Assert.All(form.Nodes.Where(node => node.Control is not null && node.Kind != NodeKind.Group), node => Assert.NotNull(node.Label));
        Assert.All(Words(form), words => Assert.All(Languages, language =>
            Assert.True(words.Text.Forms.Any(form => form.Language == language && form.Value.Length > 0), $"{words.Of}: {language}")));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void French_is_not_English_left_over(string id) =>
        Assert.All(Words(Form(id)).Where(words => words.Text.In("en").Split(' ').Length > 3), words =>
            Assert.False(words.Text.In("en") == words.Text.In("fr"), $"{words.Of}: {words.Text.In("en")}"));

    [Theory]
    [MemberData(nameof(All))]
    public void Kiswahili_is_not_French_left_over(string id) =>
        Assert.All(Words(Form(id)).Where(words => words.Text.In("fr").Split(' ').Length > 1), words =>
            Assert.False(words.Text.In("sw") == words.Text.In("fr") && words.Text.In("fr") != words.Text.In("en"), $"{words.Of}: {words.Text.In("fr")}"));

    [Theory]
    [MemberData(nameof(All))]
    public void A_number_in_a_text_is_the_same_in_Kiswahili(string id) =>
        Assert.All(Words(Form(id)), words => Assert.Equal(Digits(words.Text.In("en")), Digits(words.Text.In("sw"))));

    [Theory]
    [MemberData(nameof(All))]
    public void A_constraint_says_what_is_wanted(string id) =>
        Assert.All(Form(id).Nodes.Where(node => node.Constraint is not null), node => Assert.True(node.ConstraintMessage is not null, node.Path));

    [Theory]
    [MemberData(nameof(All))]
    public void The_site_comes_from_the_list_of_sites_and_pits_are_those_of_the_chosen_site(string id)
    {
        var form = Form(id);
        var site = Assert.Single(form.Nodes, node => node.Meaning.Subject == "site");
        var pits = form.Nodes.Where(node => node.Choices?.Instance == "pits").ToList();

        Assert.Equal("/data/site", site.Path);
        Assert.Equal(("sites", "instance('sites')/root/item", "name", "label"), From(site));
        Assert.All(pits, pit =>
        {
            Assert.Equal("pit", pit.Meaning.Subject);
            Assert.Equal(("pits", "instance('pits')/root/item[site = /data/site]", "name", "label"), From(pit));
        });
        // The lines of the plan, in the form of the meeting, are those of the chosen site too.
        var lines = form.Nodes.Where(node => node.Choices?.Instance == "actions").ToList();
        Assert.All(lines, line => Assert.Equal(("actions", "instance('actions')/root/item[site = /data/site]", "name", "label"), From(line)));
        Assert.Equal(["sites.csv", .. pits.Count > 0 ? (string[])["pits.csv"] : [], .. lines.Count > 0 ? (string[])["actions.csv"] : []], form.MediaFiles);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_photo_says_no_faces_and_an_account_says_no_names(string id)
    {
        Assert.All(Form(id).Nodes.Where(node => node.Type == AnswerType.Binary), node =>
        {
            Assert.Contains("never children", node.Hint!.In("en"), StringComparison.Ordinal);
            Assert.Contains("jamais d’enfants", node.Hint!.In("fr"), StringComparison.Ordinal);
        });
        Assert.All(Form(id).Nodes.Where(node => node.Appearance == "multiline"), node =>
        {
            Assert.Contains("No names", node.Hint!.In("en"), StringComparison.Ordinal);
            Assert.Contains("Pas de noms", node.Hint!.In("fr"), StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("adit-child-at-risk")]
    [InlineData("adit-grievance")]
    public void A_form_with_protected_parts_has_no_photo_place_or_name_anywhere(string id) =>
        Assert.All(Form(id).Nodes.Where(node => node.Kind == NodeKind.Question && node.Parent >= 0 && !node.Path.Contains("/meta/", StringComparison.Ordinal)), node =>
        {
            Assert.DoesNotContain(node.Type, Telling);
            Assert.DoesNotContain("name", node.Name, StringComparison.OrdinalIgnoreCase);
            Assert.True(node.Type != AnswerType.Text || node.Control is null || node.Tier == Tier.T3, node.Path);
        });

    [Fact]
    public void The_form_for_a_child_is_protected_as_a_whole_and_does_not_say_which_phone()
    {
        var form = Form("adit-child-at-risk");

        Assert.Equal(Tier.T3, form.Tier);
        Assert.All(form.Nodes, node => Assert.Equal(Tier.T3, node.Tier));
        Assert.Equal(["timestamp", "timestamp", "date", "uid"], form.Nodes.Where(node => node.Preload is not null).Select(node => node.Preload!.Kind));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Protected_observables_are_held_in_T3_and_children_are_never_counted_below_T2(string id)
    {
        foreach (var node in Form(id).Nodes.Where(node => node.Meaning.Observes is not null))
        {
            var protectedOnes = The.Reading(The.ObservableIndex(node.Meaning.Observes!)).Any(one => one.Tier == "T3" && one.LookedBy.Contains(The.ObservableIndex(node.Meaning.Observes!)));
            var aboutChildren = node.Meaning.Where.Any(dim => dim is { Name: "age_band", Value: not "adult" }) || node.Meaning.Observes!.StartsWith("child.count", StringComparison.Ordinal);
            Assert.True(!protectedOnes || node.Tier == Tier.T3 || node.Meaning.Observes == "interview.confidential", node.Path);
            Assert.True(!aboutChildren || node.Tier >= Tier.T2, node.Path);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Places_photos_free_words_and_actors_stay_with_the_programme(string id) =>
        Assert.All(Form(id).Nodes.Where(node => node.Type is AnswerType.Binary or AnswerType.Geopoint || node.Appearance == "multiline"
            || node.Meaning.Dimension is "actor" or "buyer" || node.Meaning.Subject == "actor"), node => Assert.True(node.Tier >= Tier.T2, node.Path));

    // A day's round only notes whether such matters were met; who met one tells of it in a form of its own.
    [Theory]
    [MemberData(nameof(All))]
    public void A_form_about_children_survivors_armed_actors_or_security_is_sealed_and_no_other(string id)
    {
        var about = Form(id).Nodes.Any(node => node.Meaning.Observes is { } observed && Delicate.Contains(observed.Split('.')[0]));

        Assert.Equal(about && id != "adit-visit", Form(id).Sealed);
    }

    [Fact]
    public void What_could_betray_a_complainant_is_protected_and_the_rest_can_be_worked_on()
    {
        var form = Form("adit-grievance");

        Assert.All(form.Nodes.Where(node => node.Path.StartsWith("/data/protected", StringComparison.Ordinal)), node => Assert.Equal(Tier.T3, node.Tier));
        Assert.Equal(Tier.T2, form.Find("/data/complaint/issue")!.Tier);
        Assert.Equal(Tier.T1, form.Find("/data/test/test_answered")!.Tier);
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    private static IEnumerable<(string Of, FormText Text)> Words(Form form) => form.Nodes.SelectMany(node =>
        new[] { node.Label, node.Hint, node.ConstraintMessage, node.RequiredMessage }
            .Concat(node.Choices?.Items.Select(item => item.Label) ?? []).OfType<FormText>().Select(text => (node.Path, text)));

    private static (string?, string?, string?, string?) From(FormNode node) =>
        (node.Choices!.Instance, node.Choices.Nodeset, node.Choices.ValueRef, node.Choices.LabelRef);
}
