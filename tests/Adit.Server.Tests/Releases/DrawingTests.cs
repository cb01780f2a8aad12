using System.Text.Json;
using Adit.People;
using Adit.Tests.Commands;
using Adit.Tests.FieldApp;
using Adit.Tests.Phones;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Adit.Tests.Releases;

/// <summary>Faces are covered by drawing on the photo, with a mouse, a finger or numbers, and the page shows it.</summary>
[Collection(nameof(Chromium))]
[Trait("home", "folder")]
public sealed class DrawingTests(Chromium chromium)
{
    [Theory]
    [InlineData(1280, "en")]
    [InlineData(360, "fr")]
    public async Task What_is_drawn_stands_in_the_fields_and_what_stands_there_is_drawn(int width, string language)
    {
        await using var month = await BoughtMonth.Begin();
        Assert.Equal(201, (await month.Awa.Phone.Submit(Rounds.Record("uuid:drawn", "N1", photo: "pit.jpg"), new FilePart("pit.jpg", "image/jpeg", Pictures.Jpeg(Pictures.Halves(800, 600))))).Code);
        var page = await Page(month, width, language);
        await page.GotoAsync($"/submissions/{month.House.Row("uuid:drawn")!.Submission}/release?file=pit.jpg");
        Assert.Empty((await page.RunAxe()).Violations.Select(v => v.Id));
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        var box = (await page.Locator(".masked svg").BoundingBoxAsync())!;
        Assert.InRange(box.Width, 200, 800);
        Assert.InRange(box.Width / box.Height, 1.3, 1.37);

        // From a quarter to three quarters across, from half down to the foot and past it.
        await page.Mouse.MoveAsync(box.X + (box.Width * .25f), box.Y + (box.Height * .5f));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width * .75f), box.Y + box.Height + 20, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        var drawn = await Row(page, 0);
        Assert.InRange(drawn[0], 24, 25);
        Assert.InRange(drawn[1], 49, 50);
        Assert.InRange(drawn[0] + drawn[2], 75, 76);
        Assert.Equal(100, drawn[1] + drawn[3]);
        await Assertions.Expect(page.Locator(".masked rect")).ToHaveCountAsync(1);

        // By keys alone.
        foreach (var (name, value) in ((string, string)[])[("left", "2"), ("top", "3"), ("width", "10"), ("height", "11")])
            await page.Locator($"[name={name}]").Nth(1).FillAsync(value);
        await Assertions.Expect(page.Locator(".masked rect").Nth(1)).ToHaveAttributeAsync("height", "11");
        await page.Locator(".mask button").Nth(0).ClickAsync();
        await Assertions.Expect(page.Locator(".masked rect")).ToHaveCountAsync(1);
        // A third row where two do not do.
        foreach (var at in (float[])[.3f, .6f])
        {
            // What was typed in may have scrolled the picture away.
            await page.Locator(".masked svg").ScrollIntoViewIfNeededAsync();
            box = (await page.Locator(".masked svg").BoundingBoxAsync())!;
            await page.Mouse.MoveAsync(box.X + (box.Width * at), box.Y + (box.Height * .2f));
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(box.X + (box.Width * (at + .2f)), box.Y + (box.Height * .4f));
            await page.Mouse.UpAsync();
        }
        await Assertions.Expect(page.Locator(".mask")).ToHaveCountAsync(3);

        await page.Locator("[value=look]").ClickAsync();
        await Assertions.Expect(page.Locator("img.preview")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".masked rect")).ToHaveCountAsync(3);
        await page.Locator("[name=text]").FillAsync("Un puits");
        await page.Locator("[name=sure]").CheckAsync();
        await page.Locator("[value=release]").ClickAsync();
        await Assertions.Expect(page.Locator("figure.released img")).ToBeVisibleAsync();
        Assert.Empty((await page.RunAxe()).Violations.Select(v => v.Id));
        var released = month.House.Database.Read(db => Adit.Releases.ReleasesTable.OfRecord(db, month.House.Row("uuid:drawn")!.Submission)).Single().Photo!;
        Assert.Equal((3, (800, 600)), (released.Masks.Length, (released.Width, released.Height)));
    }

    private async Task<IPage> Page(BoughtMonth month, int width, string language)
    {
        var context = await chromium.Browser.NewContextAsync(new() { BaseURL = month.House.Origin, Locale = language, ViewportSize = new() { Width = width, Height = 900 } });
        var token = (await month.House.Get<Sessions>().SignIn("Ana", Opened.Password, "browser")).Token!;
        await context.AddCookiesAsync([new() { Name = Adit.Web.CurrentPerson.Cookie, Value = token, Url = month.House.Origin }]);
        return await context.NewPageAsync();
    }

    private static async Task<int[]> Row(IPage page, int row) =>
        [.. (await page.EvaluateAsync<JsonElement>($"['left', 'top', 'width', 'height'].map(n => +document.querySelectorAll('[name=' + n + ']')[{row}].value)")).EnumerateArray().Select(v => v.GetInt32())];
}
