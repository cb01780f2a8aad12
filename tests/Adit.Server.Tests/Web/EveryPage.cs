using Adit.Forms;
using Adit.Method;
using Adit.People;
using Adit.Programme;
using Adit.Risk;
using Adit.Sites;
using Adit.Submissions;
using Adit.Verify;
using Adit.Web;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Adit.Tests.Web;

/// <summary>Every page of the office with a sample view, for tests and for looking at.</summary>
internal static class EveryPage
{
    /// <summary>Address, component, view, and the role that looks.</summary>
    public sealed record Sample(string Path, Type Page, Func<Words, object> View, string? Role = "lead");

    public static readonly IReadOnlyList<Sample> All =
    [
        new("/", typeof(ProgrammePage), Samples.Programme),
        new("/empty", typeof(ProgrammePage), w => Samples.Programme(w) with { Sites = [] }),
        new("/sites/pelekazi", typeof(SitePage), Samples.Site),
        new("/sites", typeof(SitesPage), _ => SamplesOfRecords.Sites()),
        new("/sites/pelekazi/risks/OH-04", typeof(RiskPage), _ => SamplesOfRecords.Risk()),
        new("/submissions/1", typeof(SubmissionPage), _ => SamplesOfRecords.Submission(), "analyst"),
        new("/submissions", typeof(SubmissionsPage), _ => SamplesOfRecords.Submissions(), "analyst"),
        new("/refused", typeof(RefusedPage), _ => SamplesOfDoors.List(), "analyst"),
        new("/refused/1", typeof(RefusedUploadPage), _ => SamplesOfDoors.One(), "analyst"),
        new("/forms", typeof(FormsPage), _ => SamplesOfRecords.Forms()),
        new("/forms/daily-visit", typeof(FormPage), _ => SamplesOfRecords.FormPage()),
        new("/drafts/daily-visit", typeof(DraftPage), _ => SamplesOfDoors.Draft()),
        new("/agents", typeof(AgentsPage), _ => SamplesOfRecords.Agents()),
        new("/sign-in", typeof(SignInPage), _ => SamplesOfRecords.SignIn(), null),
        new("/method", typeof(MethodPage), _ => SamplesOfRecords.Method(), null),
        new("/reference", typeof(ReferencePage), _ => SamplesOfDoors.Reference(), null),
        new("/verify", typeof(VerifyPage), _ => SamplesOfRecords.Verify(), null),
        new("/not-found", typeof(ProblemPage), _ => new ProblemView("not-found")),
        new("/failed", typeof(ProblemPage), _ => new ProblemView("failed", "01jd-7f3a", ["One reason."]), "buyer"),
    ];

    /// <summary>The page as markup.</summary>
    public static async Task<string> Markup(Sample sample, string language)
    {
        var words = Words.In(language);
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton(Pages.Letters);
        await using (var services = collection.BuildServiceProvider())
        {
            await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                ["Frame"] = Samples.Frame(language, sample.Path, sample.Role),
                ["View"] = sample.View(words),
            });
            return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync(sample.Page, parameters)).ToHtmlString());
        }
    }
}
