using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using Adit.Forms;
using Adit.Risk;
using Adit.Storage;

namespace Adit.Commands;

/// <summary><c>adit form</c>: publishes forms, opens and closes them, and uploads their media.</summary>
internal static class FormCommand
{
    internal static readonly Option<string> Lang = new Option<string>("--lang") { Description = "The language of faults.", DefaultValueFactory = _ => "en" }.AcceptOnlyFromAmong("en", "fr");

    public static Command Form() => new("form", "Publishes forms (XForms), opens and closes them, and uploads their media files.")
    {
        Publish(),
        List(),
        State(FormState.Open, "open", "Opens a form again: it is listed on phones and takes records."),
        State(FormState.Closing, "closing", "Takes a form off the phones' lists; records still on phones are taken."),
        State(FormState.Closed, "close", "Closes a form: it is neither listed nor takes records."),
        Media(),
        DraftCommand.Draft(),
    };

    private static Command Publish()
    {
        var file = new Argument<string>("FILE") { Description = "The XForm, as XML." };
        var command = new Command("publish", "Publishes a version of a form. Faults are named as FILE:line: sentence. The same file again changes nothing.") { file, Lang }.Placed();
        command.SetAction((parse, _) =>
        {
            var (path, language) = (parse.GetRequiredValue(file), parse.GetRequiredValue(Lang));
            return OfFile(path, xml => Where.Do(parse,
                async database => Published(path, await FormsApi.Publish(database, new Catalogues(database), ActorId.Program, xml, language)),
                async server => Published(path, (await server.Ask(HttpMethod.Post, $"api/forms?lang={language}", new ByteArrayContent(xml))).Deserialize<FormsApi.Published>(JsonSerializerOptions.Web)!)));
        });
        return command;
    }

    /// <summary>Does something with a form's file; where it is refused, each reason names the file and the line.</summary>
    internal static async Task<int> OfFile(string path, Func<byte[], Task<int>> send)
    {
        try
        {
            return await send(Where.Bytes(path));
        }
        catch (Refused refused) when (refused.Reasons.Count > 0)
        {
            return Say.No(string.Join('\n', refused.Reasons.Select(r => $"{path}:{r}")));
        }
    }

    internal static int Published(string path, FormsApi.Published published)
    {
        foreach (var notice in published.Notices)
            Console.Error.WriteLine($"{path}:{notice}");
        Console.WriteLine($"Published {published.Form}, version {Shown(published.Version)}: {published.Title}");
        return 0;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists every published version of every form and whether the form is open.").Placed();
        command.SetAction((parse, _) => Where.Do(parse,
            database =>
            {
                foreach (var form in database.Read(FormsTable.All))
                    Line(form.Form, form.Version, form.State.ToString(), form.Newest, form.Title);
                return Task.FromResult(0);
            },
            async server =>
            {
                foreach (var form in (await server.Ask(HttpMethod.Get, "api/forms")).EnumerateArray())
                    Line(form.GetProperty("form").GetString()!, form.GetProperty("version").GetString()!, form.GetProperty("state").GetString()!, form.GetProperty("newest").GetBoolean(), form.GetProperty("title").GetString()!);
                return 0;
            }));
        return command;
    }

    private static void Line(string form, string version, string state, bool newest, string title) =>
        Console.WriteLine($"{form}\t{Shown(version)}\t{(newest ? state.ToLowerInvariant() : "older")}\t{title}");

    internal static string Shown(string version) => version.Length == 0 ? "(none)" : version;

    private static Command State(FormState state, string verb, string says)
    {
        var form = new Argument<string>("FORM") { Description = "The form's id." };
        var command = new Command(verb, says) { form }.Placed();
        command.SetAction((parse, _) =>
        {
            var id = parse.GetRequiredValue(form);
            return Where.Do(parse,
                async database =>
                {
                    await FormsApi.SetState(database, new Registers(database), ActorId.Program, id, state);
                    return Now(id, state);
                },
                async server =>
                {
                    await server.Ask(HttpMethod.Post, $"api/forms/{Uri.EscapeDataString(id)}/state", JsonContent.Create(new { state = state.ToString() }));
                    return Now(id, state);
                });
        });
        return command;
    }

    private static int Now(string form, FormState state)
    {
        Console.WriteLine($"{form} is {state.ToString().ToLowerInvariant()}.");
        return 0;
    }

    private static Command Media()
    {
        var form = new Argument<string>("FORM") { Description = "The form's id." };
        var version = new Argument<string>("VERSION") { Description = "The version it belongs to." };
        var file = new Argument<string>("FILE") { Description = "The file; its name is the one that the form uses." };
        var command = new Command("media", "Uploads a media file of a form version: an image, a sound or a list. A file of that name is replaced.") { form, version, file }.Placed();
        command.SetAction(async (parse, _) =>
        {
            var (id, of, path) = (parse.GetRequiredValue(form), parse.GetRequiredValue(version), parse.GetRequiredValue(file));
            if (!File.Exists(path))
                throw new Misuse($"There is no file {path}.");
            await using var content = File.OpenRead(path);
            var name = Path.GetFileName(path);
            var done = await Where.Do(parse,
                async database =>
                {
                    await FormsApi.SetMedia(database, new Registers(database), database.Home.Blobs, ActorId.Program, (id, of, name), content);
                    return 0;
                },
                async server =>
                {
                    await server.Ask(HttpMethod.Put, $"api/forms/{Uri.EscapeDataString(id)}/versions/{(of.Length == 0 ? "_" : Uri.EscapeDataString(of))}/media/{Uri.EscapeDataString(name)}", new StreamContent(content));
                    return 0;
                });
            Console.WriteLine($"{name} belongs to {id}, version {Shown(of)}.");
            return done;
        });
        return command;
    }
}
