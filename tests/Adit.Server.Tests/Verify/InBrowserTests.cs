using System.Text.Json;
using Adit.Ledger;
using Adit.Protection;
using Adit.Tests.Credentials;
using Adit.Tests.FieldApp;
using Microsoft.Playwright;

namespace Adit.Tests.Verify;

/// <summary>What anybody drops on the page of proofs is checked in their browser, by code that shares nothing with the server's.</summary>
[Collection(nameof(Chromium))]
[Trait("home", "folder")]
public sealed class InBrowserTests(Chromium chromium)
{
    [Fact]
    public async Task A_credential_and_a_proof_are_checked_without_being_sent_and_a_change_is_told()
    {
        await using var house = await CredentialsTests.Named();
        var site = await house.Site("N1");
        var issued = await CredentialsTests.Issue(house, site, Guid.CreateVersion7(), 1);
        await house.Get<Publishing>().Publish();
        using var reader = await CredentialsTests.Reader(house, site);
        var page = await Page(house, "fr");
        var sent = new List<string>();
        page.Request += (_, request) => sent.Add(request.Method);

        foreach (var (name, type) in (IEnumerable<(string, string)>)[("a.json", "application/json"), ("a.jwt", "application/vc+jwt")])
        {
            var file = (await CredentialsTests.Get(reader, $"/credentials/{issued.Credential}", type)).File;
            await Check(page, name, file);
            await Says(page, "a enregistré exactement ce que cette attestation affirme", "Elle n’a été ni retirée ni remplacée", "n’a été envoyé nulle part");
            file[^40] ^= 1;
            await Check(page, name, file);
            await Says(page, "Ce n’est PAS exact");
        }
        await Check(page, "evidence.json", house.Get<Proofs>().Of([0], Tier.T0)!.ToJson());
        await Says(page, "s’est engagé sur exactement ces octets");
        await Check(page, "other.json", "{}"u8.ToArray());
        await Says(page, "Ce n’est PAS exact", "Le fichier est un dossier de preuves (voir : format)");
        Assert.DoesNotContain("POST", sent);
    }

    [Fact]
    public async Task A_browser_that_cannot_check_says_so_and_the_server_does()
    {
        await using var house = await House.Open();
        await house.Get<Publishing>().Publish();
        var page = await Page(house, "en", "Object.defineProperty(crypto, 'subtle', { value: undefined })");

        await Assertions.Expect(page.Locator("[data-where]")).ToContainTextAsync("the file is sent to this server");
        await Check(page, "evidence.json", house.Get<Proofs>().Of([0], Tier.T0)!.ToJson());
        await Says(page, "committed to exactly these bytes");
    }

    [Theory]
    [InlineData("bundle-1.json", null, true)]
    [InlineData("credential-1.json", "status-1.json", true)]
    [InlineData("credential-1.jwt", "status-1.json", true)]
    [InlineData("credential-1.json", "status-1-set.json", false)]
    public async Task The_published_vectors_are_read_alike_by_both(string name, string? status, bool holds)
    {
        await using var house = await House.Open();
        var page = await Page(house, "en");

        var told = await page.EvaluateAsync<JsonElement>(
            """
            async ([file, status]) => {
              const { verify } = await import("/verify.js");
              const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
              return verify(bytes(file), { status: async () => status && bytes(status) });
            }
            """, new[] { Vector(name), status is null ? "" : Vector(status) });

        Assert.Equal(holds, told.GetProperty("holds").GetBoolean());
        Assert.Equal("adit-demo/vectors/0011223344556677", told.GetProperty("origin").GetString());
    }

    private async Task<IPage> Page(House house, string language, string? before = null)
    {
        var page = await chromium.Browser.NewPageAsync(new() { Locale = language, BaseURL = house.Http.BaseAddress!.ToString() });
        if (before is not null)
            await page.AddInitScriptAsync(before);
        await page.GotoAsync("/verify");
        return page;
    }

    private static async Task Check(IPage page, string name, byte[] file)
    {
        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "application/octet-stream", Buffer = file });
        await page.Locator("[data-drop] button").ClickAsync();
    }

    private static async Task Says(IPage page, params string[] words)
    {
        foreach (var word in words)
            await Assertions.Expect(page.Locator("[data-verdict]")).ToContainTextAsync(word);
    }

    private static string Vector(string name) => Convert.ToBase64String(File.ReadAllBytes(CredentialsTests.Vector(name)));
}
