using Microsoft.Playwright;

namespace Adit.Tests.Web;

/// <summary>The pages by keyboard, without a script, and on paper.</summary>
[Collection(nameof(ShownPages))]
[Trait("home", "folder")]
public sealed class KeyboardTests(ShownPages pages)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/sites/LU-02/risks/OH-04")]
    [InlineData("/submissions/{record}")]
    [InlineData("/agents")]
    public async Task Everything_that_can_be_pressed_is_reached_by_tab_in_the_order_of_the_page_and_shows_that_it_is(string address)
    {
        await using var window = await pages.Open("lead", "en", 1280);
        await window.Page.GotoAsync(address.Replace("{record}", pages.Record, StringComparison.Ordinal));
        var all = await window.Page.EvaluateAsync<int>(
            """
            () => {
              const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")].filter(e => e.checkVisibility() && !e.disabled);
              const first = new Map();   // one radio button of a group is enough
              all.forEach(e => { const key = e.type === "radio" ? "radio " + e.name : e; if (!first.has(key)) first.set(key, e); });
              [...first.values()].forEach((e, i) => e.dataset.stop = i);
              return first.size;
            }
            """);

        var reached = new List<int>();
        for (var i = 0; i < all; i++)
        {
            await window.Page.Keyboard.PressAsync("Tab");
            var (stop, seen) = await Focused(window.Page);
            Assert.True(seen, $"{stop} has the focus and does not show it");
            reached.Add(int.Parse(stop, null));
        }

        Assert.Equal(Enumerable.Range(0, all), reached);
    }

    [Fact]
    public async Task A_routine_incident_is_taken_on_with_two_keys_and_keys_that_were_turned_off_do_nothing()
    {
        // How many nobody has yet depends on the day that the demonstration ends: two more, so that one is next.
        await pages.Told("OH-09");
        await pages.Told("CL-03");
        await using var window = await pages.Open("analyst", "en", 1280);
        await window.Page.GotoAsync("/inbox?state=new");
        var first = (await window.Page.Locator("[data-line] th a").First.GetAttributeAsync("href"))!;
        await window.Page.Locator("[data-keys-on]").UncheckAsync();
        await window.Page.Locator("main").FocusAsync();
        await window.Page.Keyboard.PressAsync("j");
        await Assertions.Expect(window.Page.Locator("main")).ToBeFocusedAsync();

        await window.Page.Locator("[data-keys-on]").CheckAsync();
        await window.Page.Locator("main").FocusAsync();
        await window.Page.Keyboard.PressAsync("j");
        await Assertions.Expect(window.Page.Locator("[data-line] th a").First).ToBeFocusedAsync();
        var second = (await window.Page.Locator("[data-line] th a").Nth(1).GetAttributeAsync("href"))!;
        await window.Page.Keyboard.PressAsync("t");
        // The list is filtered as it was, and the line that took its place is the one to go on with.
        await Assertions.Expect(window.Page.Locator(":focus")).ToHaveAttributeAsync("href", second);
        Assert.EndsWith("/inbox?state=new", window.Page.Url, StringComparison.Ordinal);
        await window.Page.GotoAsync(first);
        await Assertions.Expect(window.Page.Locator(".lede").First).ToContainTextAsync("in hand · analyst");
    }

    [Fact]
    public async Task The_first_stop_skips_to_the_content()
    {
        await using var window = await pages.Open("lead", "fr", 360);
        await window.Page.GotoAsync("/");

        await window.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(window.Page.Locator(":focus")).ToHaveTextAsync("Aller au contenu");
        await window.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Page.Locator("main")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_menu_opens_by_enter_and_closes_by_escape_and_gives_the_focus_back()
    {
        await using var window = await pages.Open("lead", "en", 1280);
        await window.Page.GotoAsync("/sites");
        var menu = window.Page.Locator(".menu summary").First;

        await menu.FocusAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Link, new() { Name = "Français" })).ToBeVisibleAsync();
        await window.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Link, new() { Name = "Français" })).ToBeHiddenAsync();
        await Assertions.Expect(menu).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_map_that_pans_is_opened_and_used_by_keyboard_and_asks_nobody_else()
    {
        await using var window = await pages.Open("lead", "en", 1280);
        await window.Page.GotoAsync("/");

        await window.Page.Locator(".map-open").FocusAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Page.Locator(".map-live .leaflet-marker-icon")).ToHaveCountAsync(13);
        await window.Page.Locator(".map-live .leaflet-marker-icon[title=Musanavule]").FocusAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Page).ToHaveURLAsync(new Uri(pages.Origin, "/sites/LU-02").ToString());

        Assert.Empty(window.Elsewhere);
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task Without_a_script_the_reasons_are_three_steps_from_the_first_page()
    {
        await using var window = await pages.Open("lead", "en", 360, scripts: false);
        await window.Page.GotoAsync("/");

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Musanavule", Exact = true }).First.ClickAsync();
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Why 1?" }).ClickAsync();
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Worst form of child labour: hazardous task");
        await window.Page.Locator("tbody th a").First.ClickAsync();
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Proof" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task On_paper_every_square_keeps_its_sign_and_nothing_is_left_that_only_a_screen_can_do()
    {
        await using var window = await pages.Open("lead", "en", 1280);
        await window.Page.GotoAsync("/sites/LU-02");
        await window.Page.EmulateMediaAsync(new() { Media = Media.Print });

        await Assertions.Expect(window.Page.Locator("nav ul").First).ToBeHiddenAsync();
        await Assertions.Expect(window.Page.Locator(".banner").First).ToBeVisibleAsync();
        Assert.True(await window.Page.EvaluateAsync<bool>("() => [...document.querySelectorAll('.cell, span.level')].every(e => e.textContent.trim().length > 0)"));
        Assert.Equal(0, await window.Page.EvaluateAsync<int>("() => [...document.querySelectorAll('button, input, select')].filter(e => e.checkVisibility()).length"));
    }

    private static async Task<(string Stop, bool Seen)> Focused(IPage page)
    {
        var found = await page.EvaluateAsync<string[]>(
            """
            () => {
              const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
              const shown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && box.width > 0 && box.height > 0;
              return [e.dataset.stop ?? "-1", String(shown)];
            }
            """);
        return (found[0], found[1] == "true");
    }
}
