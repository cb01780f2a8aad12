using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Adit.Ledger;
using Adit.People;
using Adit.Submissions;
using Adit.Tests.Exports;
using Adit.Tests.Phones;
using Adit.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Adit.Tests.Web;

/// <summary>The description of the interface is complete and right: every route stands in it, and what is answered is what it says.</summary>
public sealed partial class DescriptionTests : IAsyncLifetime
{
    private FieldHouse _field = null!;
    private JsonElement _document;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _field = await FieldHouse.Begin();
        using var anyone = _field.Opened.Client();
        _document = JsonElement.Parse(await anyone.GetStringAsync("/openapi.json", Stop));
    }

    public ValueTask DisposeAsync() => _field.DisposeAsync();

    [Fact]
    public void It_is_valid_by_the_rules_of_OpenAPI()
    {
        var read = OpenApiDocument.Parse(_document.GetRawText(), "json");

        Assert.StartsWith("3.1", _document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Empty(read.Diagnostic!.Errors.Select(e => $"{e.Pointer}: {e.Message}"));
        Assert.Empty(read.Diagnostic.Warnings.Select(w => $"{w.Pointer}: {w.Message}"));
    }

    [Fact]
    public void Every_route_of_the_interface_stands_in_it_with_what_it_does_takes_and_answers()
    {
        var wrong = new List<string>();
        var described = Operations().ToDictionary(o => $"{o.Method} {o.Path}");
        foreach (var (method, path, door) in Routes())
        {
            if (!described.TryGetValue($"{method} {path}", out var route))
            {
                wrong.Add($"{method} {path} is not described");
                continue;
            }
            var says = route.Operation;
            var responses = says.GetProperty("responses").EnumerateObject().ToDictionary(r => r.Name, r => r.Value);
            void must(bool holds, string what)
            {
                if (!holds)
                    wrong.Add($"{method} {path}: {what}");
            }
            must(says.TryGetProperty("summary", out var summary) && summary.GetString()!.EndsWith('.'), "no sentence on what it does");
            must(says.TryGetProperty("tags", out _) && says.TryGetProperty("operationId", out _), "no tag or id");
            must(responses.Keys.Any(r => r[0] == '2'), "no answer");
            must(responses.Where(r => r.Key is not "204").All(r => r.Value.TryGetProperty("content", out var content) && content.EnumerateObject().All(c => !c.Name.Contains("json", StringComparison.Ordinal) || c.Value.TryGetProperty("schema", out _) || c.Name == "application/json")), "an answer without a shape");
            must(door.Right == Right.Public || (responses.ContainsKey("401") && responses.ContainsKey("403") && says.TryGetProperty("security", out _)), "does not say that one must sign in");
            must(!says.TryGetProperty("parameters", out var parameters) || parameters.EnumerateArray().All(p => p.GetProperty("in").GetString() == "path" || p.TryGetProperty("description", out _)), "a parameter that says nothing");
            must(Parameter().Count(path) == 0 || responses.Keys.Any(r => r is "404" or "422"), "does not say what it answers where there is no such thing");
        }
        Assert.Empty(wrong);
        Assert.Equal(described.Count, Routes().Count());
        Assert.Equal(described.Count, described.Values.Select(o => o.Operation.GetProperty("operationId").GetString()).Distinct().Count());
        Assert.DoesNotContain(_document.GetProperty("components").GetProperty("schemas").EnumerateObject(), s => char.IsAsciiDigit(s.Name[^1]));
    }

    [Fact]
    public async Task What_is_answered_has_the_shape_that_is_described()
    {
        await _field.Send("<say>a</say><deaths>1</deaths><photo>p.jpg</photo>", file: "p.jpg");
        await _field.Rated();
        await _field.Opened.App.Services.GetRequiredService<Publishing>().Publish();
        using var lead = await _field.As(Role.Lead);
        using var buyer = await _field.As(Role.Buyer);
        using var phone = _field.Opened.Client();
        await new Phone(phone, new Uri((await Post(lead, "/api/drafts", Encoding.UTF8.GetBytes(Rounds.Xform()))).GetProperty("testUrl").GetString()!).AbsolutePath).Submit(Rounds.Record("uuid:1", who: "Ada"));
        Assert.Equal(404, (await new Phone(phone, $"/openrosa/key/{await KeyOf(lead)}").Submit("<data id='unheard' version='1'/>")).Code);
        var record = _field.Opened.Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 1)).Single();
        var refused = (await Ask(lead, "/api/refused")).GetProperty("uploads")[0].GetProperty("id").GetString()!;

        await Post(lead, "/api/agents/Agent%20Number%20Nine/trainings", new { subject = "app", day = "2026-01-02", by = "Ann" });
        await Post(lead, "/api/agents/Agent%20Number%20Nine/trainings", new { subject = "cooking" });
        await Post(lead, "/api/agents/Agent%20Number%20Nine/interests", new { day = "2026-01-02", interests = new[] { new { site = "ONE", kind = "share", note = "a pump" } } });
        foreach (var path in new[]
        {
            "/api/programme", "/api/sites", "/api/sites?kind=reference", "/api/sites/ONE", "/api/sites/ONE/risks/OH-01", "/api/submissions", $"/api/submissions/{record.Submission}", "/api/method", "/api/catalogues", "/api/forms", "/api/forms/check",
            "/api/agents/Agent%20Number%20Nine/trainings", "/api/agents/Agent%20Number%20Nine/interests", "/api/agents/Agent%20Number%20Nine/stays", "/api/agent-rules", "/api/agent-duties", "/api/roster/2026-11-23/warnings",
            "/api/users", "/api/agents", "/api/refused", $"/api/refused/{refused}", "/api/drafts", "/api/drafts/round", "/api/sites/NONE", "/api/submissions?limit=x",
        })
            await Ask(lead, path);
        foreach (var path in new[] { "/api/programme", "/api/sites", "/api/sites/ONE", "/api/sites/ONE/risks/OH-01", "/api/users", "/api/submissions" })
            await Ask(buyer, path);
        await Post(lead, $"/api/submissions/{record.Submission}/review", new { state = "Approved", note = "good" });
        await Post(lead, $"/api/submissions/{record.Submission}/review", new { state = "Splendid" });
        await Post(lead, "/api/users", new { name = "Ann", role = "buyer" });
        await Post(lead, "/api/users", new { name = "Ann", role = "buyer" });
        await Post(lead, "/api/users/Ann/password", new { });
        await Post(lead, "/api/sites", new { name = "Bondelamu", country = "CD", zone = "Africa/Lubumbashi" });
        await Post(lead, $"/api/refused/{refused}/let-in", new { reason = "try" });
        await Post(lead, "/api/verify", await lead.GetByteArrayAsync($"/api/evidence?index={record.Index}", Stop));
        await Post(lead, "/api/drafts/round/publish", new { });
    }

    [Fact]
    public async Task Its_page_asks_no_other_host()
    {
        using var anyone = _field.Opened.Client();
        var page = await (await anyone.GetAsync("/reference/", Stop)).Content.ReadAsStringAsync(Stop);

        Assert.NotEmpty(page);
        Assert.DoesNotMatch("(src|href)=\"https?://", page);
    }

    private async Task<string> KeyOf(HttpClient lead) => (await Post(lead, "/api/agents/Agent%20Number%20Nine/keys", new { })).GetProperty("key").GetString()!;

    private async Task<JsonElement> Ask(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Stop);
        return await Fits("get", path, answer);
    }

    private async Task<JsonElement> Post(HttpClient client, string path, object body)
    {
        using var content = body is byte[] bytes ? new ByteArrayContent(bytes) : (HttpContent)JsonContent.Create(body);
        using var answer = await client.PostAsync(path, content, Stop);
        return await Fits("post", path, answer);
    }

    private async Task<JsonElement> Fits(string method, string path, HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Stop);
        var plain = path.Split('?')[0];
        var (_, _, operation) = Operations().Where(o => o.Method == method).OrderBy(o => Parameter().Count(o.Path)).First(o => Regex.IsMatch(plain, "^" + Parameter().Replace(Regex.Escape(o.Path).Replace("\\{", "{", StringComparison.Ordinal), "[^/]+") + "$"));
        var status = ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(operation.GetProperty("responses").TryGetProperty(status, out var response), $"{method} {path} answers {status}, which is not described: {text}");
        var media = answer.Content.Headers.ContentType!.MediaType!;
        Assert.True(response.GetProperty("content").TryGetProperty(media, out var content), $"{method} {path} answers {media}, which is not described");
        var found = JsonElement.Parse(text);
        var faults = new List<string>();
        Shape(content.GetProperty("schema"), found, path, faults);
        Assert.Empty(faults);
        return found;
    }

    // As much of JSON Schema as the description uses; a member that it does not name is a fault too.
    private void Shape(JsonElement schema, JsonElement value, string at, List<string> faults)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Shape(_document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]), value, at, faults);
            return;
        }
        if (schema.TryGetProperty("oneOf", out var oneOf))
        {
            if (!oneOf.EnumerateArray().Any(s => { var own = new List<string>(); Shape(s, value, at, own); return own.Count == 0; }))
                faults.Add($"{at} is none of what it may be");
            return;
        }
        var types = schema.TryGetProperty("type", out var type) ? type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(t => t.GetString()!)] : [type.GetString()!] : Array.Empty<string>();
        var kind = value.ValueKind switch { JsonValueKind.Object => "object", JsonValueKind.Array => "array", JsonValueKind.String => "string", JsonValueKind.Number => "number", JsonValueKind.Null => "null", _ => "boolean" };
        if (types.Length > 0 && !types.Contains(kind) && !(kind == "number" && types.Contains("integer")))
            faults.Add($"{at} is {kind} and should be {string.Join(" or ", types)}");
        if (kind == "array" && schema.TryGetProperty("items", out var items))
            foreach (var item in value.EnumerateArray())
                Shape(items, item, at + "[]", faults);
        if (kind != "object" || !schema.TryGetProperty("properties", out var properties))
            return;
        foreach (var member in value.EnumerateObject())
            if (properties.TryGetProperty(member.Name, out var known))
                Shape(known, member.Value, $"{at}.{member.Name}", faults);
            else
                faults.Add($"{at}.{member.Name} is not described");
        if (schema.TryGetProperty("required", out var required))
            faults.AddRange(required.EnumerateArray().Where(r => !value.TryGetProperty(r.GetString()!, out _)).Select(r => $"{at}.{r.GetString()} is missing"));
    }

    private IEnumerable<(string Method, string Path, JsonElement Operation)> Operations() =>
        from path in _document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select (operation.Name, path.Name, operation.Value);

    private IEnumerable<(string Method, string Path, Door Door)> Routes() =>
        from route in ((IEndpointRouteBuilder)_field.Opened.App).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
        where route.RoutePattern.RawText!.TrimStart('/').StartsWith("api/", StringComparison.Ordinal)
        from method in route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select (method.ToLowerInvariant(), "/" + route.RoutePattern.RawText!.Trim('/'), route.Metadata.GetMetadata<Door>()!);

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
