using System.Collections.Immutable;
using System.Globalization;
using Adit.Forms;
using Adit.Phones;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Adit.People;

/// <summary>Agents and their keys, and who signs in. A key is shown in the answer that made it, and nowhere else.</summary>
internal static class AgentsRoom
{
    private const int SilentDays = 3;

    public static void MapAgents(this IEndpointRouteBuilder routes)
    {
        var agents = routes.MapGroup("/agents");
        agents.MapGet("", (HttpContext http, CurrentPerson person, Database database, Registers registers) => List(http, person, database, registers)).Needs(Right.KeepAgents, Tier.T2);
        agents.MapPost("", Add).Needs(Right.KeepAgents, Tier.T2);
        agents.MapPost("/{agent}/assign", Assign).Needs(Right.KeepAgents, Tier.T2);
        agents.MapPost("/{agent}/keys", NewKey).Needs(Right.KeepAgents, Tier.T2);
        agents.MapPost("/{agent}/keys/{key}/revoke", Revoke).Needs(Right.KeepAgents, Tier.T2);
    }

    private static async Task<IResult> Add(HttpContext http, CurrentPerson person, Database database, Registers registers, Settings settings)
    {
        var form = await http.Request.ReadFormAsync();
        var (sites, forms, days) = Assigned(form, registers.Current);
        try
        {
            var made = await PeopleApi.AddAgent(database, registers.Current, person.Actor, new(form["code"], form["language"], sites, [.. forms], days), settings.PublicOrigin);
            return await WithPassword(made, http, person, database, registers, settings);
        }
        catch (Refused refused)
        {
            return List(http, person, database, registers, refusals: refused.AllIn(Frames.Of(http).Words));
        }
        catch (NameTakenException taken)
        {
            return List(http, person, database, registers, refusals: [Frames.Of(http).Words.Say("refuse.name-taken", ("name", taken.Name))]);
        }
    }

    private static async Task<IResult> Assign(string agent, HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        var form = await http.Request.ReadFormAsync();
        if (Find(registers.Current, agent) is not { } found)
            return NotFound(http);
        var (codes, forms, days) = Assigned(form, registers.Current);
        if (days is not (>= 0 and <= 7) || codes.Any(c => !registers.Current.SiteCodes.ContainsKey(c)))
            return Problems.Of(http, StatusCodes.Status400BadRequest, "bad-request", Frames.Of(http).Words["agents.wrong.assignment"]);
        ImmutableArray<SiteId> sites = [.. codes.Select(c => registers.Current.SiteCodes[c])];
        await database.Write(writing => writing.Record(person.Actor, new AgentAssigned(found.Id, sites, forms, days.Value)));
        return Results.Redirect("/agents");
    }

    private static async Task<IResult> NewKey(string agent, HttpContext http, CurrentPerson person, Database database, Registers registers, Settings settings) =>
        Find(registers.Current, agent) is { } found
            ? await WithPassword(await PeopleApi.KeyFor(database, person.Actor, found, settings.PublicOrigin), http, person, database, registers, settings) : NotFound(http);

    private static async Task<IResult> WithPassword(PeopleApi.NewKey made, HttpContext http, CurrentPerson person, Database database, Registers registers, Settings settings)
    {
        var password = await Accounts.NewSecret(database, person.Actor, PeopleApi.AgentCalled(registers.Current, made.Name).Id, Access.Generated);
        http.Response.Headers.CacheControl = "no-store";
        return List(http, person, database, registers, new(made.Name, made.Name, password, made.OpenRosaUrl, CollectSettings.Qr(made.CollectSettings), settings.PublicOrigin + Calling.Root));
    }

    private static async Task<IResult> Revoke(string agent, string key, HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        if (Find(registers.Current, agent) is not { } found || !Id.TryRead(key, out var id) || registers.Current.Credentials.FirstOrDefault(c => c.Id == id && c.Owner == found.Id) is not { } credential)
            return NotFound(http);
        if (!credential.Revoked)
            await Accounts.Revoke(database, person.Actor, found.Id, id);
        return Results.Redirect("/agents");
    }

    // All forms that are open, or none of them, mean every form, those to come too.
    private static (string[] Sites, ImmutableArray<string> Forms, int? Days) Assigned(IFormCollection form, Register register)
    {
        var open = OpenForms(register).Select(p => p.Form).ToList();
        var asked = form["forms"].OfType<string>().Where(open.Contains).ToImmutableArray();
        return ([.. form["sites"].OfType<string>()], asked.Length == open.Count ? [] : asked, int.TryParse(form["days"], NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days : null);
    }

    private static RazorComponentResult<AgentsPage> List(HttpContext http, CurrentPerson person, Database database, Registers registers, NewKeyView? made = null, IReadOnlyList<string>? refusals = null)
    {
        var (frame, register, table) = (Frames.Of(http), registers.Current, FrameReading.Table(http.Request, "wrong"));
        var last = database.Read(DaysTable.LastOf);
        var today = DateOnly.FromDateTime(frame.Now.UtcDateTime);
        var lines = register.Agents.Select(a => Line(a, register, last.TryGetValue(a.Id, out var day) ? day : null, today, frame.Words));
        var sorted = table.Sort switch
        {
            "code" => lines.OrderBy(a => a.Code, StringComparer.CurrentCulture),
            "last" => lines.OrderBy(a => a.LastRecord),
            _ => lines.OrderByDescending(a => a.Wrong.Count).ThenBy(a => a.LastRecord).ThenBy(a => a.Code, StringComparer.CurrentCulture),
        };
        IReadOnlyList<OptionView> sites = [.. register.Sites.Values.Where(s => s.Kind == SiteKind.Monitored).OrderBy(s => s.Name, StringComparer.CurrentCulture).Select(Option)];
        IReadOnlyList<AccountLineView> accounts = person.May(Right.KeepUsers) ? [.. register.Users.Select(u => new AccountLineView(u.Id.ToString(), u.Name, Frames.KeyOf(u.Role), u.Disabled))] : [];
        var view = new AgentsView(table, table.Descending ? [.. sorted.Reverse()] : [.. sorted], made, sites, Open(register, frame.Words), true, accounts, refusals);
        return Pages.Answer<AgentsPage>(frame, view, refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static AgentLineView Line(Agent agent, Register register, DateOnly? last, DateOnly today, Words words)
    {
        var keys = register.Credentials.Where(c => c.Owner == agent.Id).ToList();
        var forms = Open(register, words).Where(f => agent.Forms.IsEmpty || agent.Forms.Contains(f.Value)).ToList();
        var silent = today.DayNumber - last?.DayNumber;
        var wrong = new List<string>();
        if (keys.All(k => k.Revoked))
            wrong.Add(words["agents.wrong.no-key"]);
        if (agent.Sites.IsEmpty)
            wrong.Add(words["agents.wrong.no-site"]);
        else if (silent is null)
            wrong.Add(words["agents.wrong.never"]);
        else if (silent > SilentDays)
            wrong.Add(words.Say("agents.wrong.silent", ("span", words.Say("span.days", ("n", silent)))));
        return new(
            agent.Id.ToString(), agent.Name, null, wrong, [.. agent.Sites.Where(register.Sites.ContainsKey).Select(s => Option(register.Sites[s]))], forms, last is { } day ? RecordWords.At(day) : null,
            [.. keys.OrderBy(k => k.Revoked).Select(k => new KeyLineView(k.Id.ToString(), PeopleWords.Hint(k.Id), words["agents.kind." + k.Kind], k.Revoked))], agent.DaysAWeek);
    }

    private static OptionView Option(Site site) => new(site.Code, site.Name);

    private static IEnumerable<PublishedForm> OpenForms(Register register) => register.Published.Where(p => p is { Newest: true, State: FormState.Open });

    private static IReadOnlyList<OptionView> Open(Register register, Words words) =>
        [.. OpenForms(register).Select(p => new OptionView(p.Form, FormWords.Title(register.Forms[(p.Form, p.Version)], words))).OrderBy(o => o.Label, StringComparer.CurrentCulture)];

    private static Agent? Find(Register register, string agent) => Id.TryRead(agent, out var id) ? register.AgentsById.GetValueOrDefault(new(id)) : null;

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
}
