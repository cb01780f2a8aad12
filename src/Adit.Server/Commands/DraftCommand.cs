using System.CommandLine;
using System.Text.Json;
using Adit.Forms;
using Adit.Risk;
using Adit.Storage;

namespace Adit.Commands;

/// <summary><c>adit form draft</c>: tries forms out before they are published.</summary>
internal static class DraftCommand
{
    private static readonly Argument<string> Form = new("FORM") { Description = "The form's id." };

    public static Command Draft() => new("draft", "Tries a form out before it is published: a draft has a test address of its own, and what is sent there counts for nothing.")
    {
        Upload(), List(), Media(), Publish(), Delete(),
    };

    private static Command Upload()
    {
        var file = new Argument<string>("FILE") { Description = "The XForm, as XML." };
        var command = new Command("upload", "Keeps a form as a draft and says where phones find it. A draft of the form before is replaced, and its test records are deleted.") { file, FormCommand.Lang, ServeCommand.PublicUrl }.Placed();
        command.SetAction((parse, _) =>
        {
            var (path, language) = (parse.GetRequiredValue(file), parse.GetRequiredValue(FormCommand.Lang));
            return FormCommand.OfFile(path, xml => Where.Do(parse,
                async database => Uploaded(path, await DraftsApi.Upload(Of(database), ActorId.Program, xml, language, ServeCommand.SettingsOf(parse).PublicOrigin)),
                async server => Uploaded(path, Read<DraftsApi.DraftLine>(await server.Ask(HttpMethod.Post, $"api/drafts?lang={language}", new ByteArrayContent(xml))))));
        });
        return command;
    }

    private static int Uploaded(string path, DraftsApi.DraftLine draft)
    {
        foreach (var notice in draft.Notices)
            Console.Error.WriteLine($"{path}:{notice}");
        Console.WriteLine($"{draft.Form}, version {FormCommand.Shown(draft.Version)} is a draft: {draft.Title}\naddress to try it out: {draft.TestUrl}");
        return 0;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists drafts with their test addresses and how many test records were sent.") { ServeCommand.PublicUrl }.Placed();
        command.SetAction((parse, _) => Where.Do(parse,
            database =>
            {
                var drafts = Of(database);
                Show(drafts.Standing.Select(d => DraftsApi.Line(drafts, d, ServeCommand.SettingsOf(parse).PublicOrigin)));
                return Task.FromResult(0);
            },
            async server =>
            {
                Show(Read<List<DraftsApi.DraftLine>>(await server.Ask(HttpMethod.Get, "api/drafts")));
                return 0;
            }));
        return command;
    }

    private static void Show(IEnumerable<DraftsApi.DraftLine> drafts)
    {
        foreach (var draft in drafts)
            Console.WriteLine($"{draft.Form}\t{FormCommand.Shown(draft.Version)}\t{draft.Records} test records\t{draft.TestUrl}\t{draft.Title}");
    }

    private static Command Media()
    {
        var file = new Argument<string>("FILE") { Description = "The file; its name is the one that the form uses." };
        var command = new Command("media", "Uploads a media file of a draft. A file of that name is replaced.") { Form, file }.Placed();
        command.SetAction(async (parse, _) =>
        {
            var (form, path) = (parse.GetRequiredValue(Form), parse.GetRequiredValue(file));
            if (!File.Exists(path))
                throw new Misuse($"There is no file {path}.");
            await using var content = File.OpenRead(path);
            var name = Path.GetFileName(path);
            await Where.Do(parse,
                async database =>
                {
                    var drafts = Of(database);
                    await drafts.SetMedia(DraftsApi.Named(drafts, form), name, content);
                    return 0;
                },
                async server =>
                {
                    await server.Ask(HttpMethod.Put, $"api/drafts/{Uri.EscapeDataString(form)}/media/{Uri.EscapeDataString(name)}", new StreamContent(content));
                    return 0;
                });
            Console.WriteLine($"{name} belongs to the draft of {form}.");
            return 0;
        });
        return command;
    }

    private static Command Publish()
    {
        var command = new Command("publish", "Publishes a draft with its media. Its test records are deleted, and its test address says that it is gone.") { Form, FormCommand.Lang }.Placed();
        command.SetAction((parse, _) =>
        {
            var (form, language) = (parse.GetRequiredValue(Form), parse.GetRequiredValue(FormCommand.Lang));
            return Where.Do(parse,
                async database =>
                {
                    var drafts = Of(database);
                    return FormCommand.Published(form, await drafts.Publish(DraftsApi.Named(drafts, form), ActorId.Program, language));
                },
                async server => FormCommand.Published(form, Read<FormsApi.Published>(await server.Ask(HttpMethod.Post, $"api/drafts/{Uri.EscapeDataString(form)}/publish?lang={language}"))));
        });
        return command;
    }

    private static Command Delete()
    {
        var command = new Command("delete", "Deletes a draft and its test records; its test address says that it is gone.") { Form }.Placed();
        command.SetAction(async (parse, _) =>
        {
            var form = parse.GetRequiredValue(Form);
            await Where.Do(parse,
                async database =>
                {
                    var drafts = Of(database);
                    await drafts.Delete(DraftsApi.Named(drafts, form));
                    return 0;
                },
                async server =>
                {
                    await server.Ask(HttpMethod.Delete, $"api/drafts/{Uri.EscapeDataString(form)}");
                    return 0;
                });
            Console.WriteLine($"The draft of {form} is deleted.");
            return 0;
        });
        return command;
    }

    private static Drafts Of(Database database) => new(database, new Registers(database), new Catalogues(database), database.Home.Blobs);

    private static T Read<T>(JsonElement answer) => answer.Deserialize<T>(JsonSerializerOptions.Web)!;
}
