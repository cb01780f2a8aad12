using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Adit.Web;

/// <summary>Pages as answers of routes.</summary>
public static class Pages
{
    /// <summary>Letters of every script are written as themselves: "é", not its number.</summary>
    public static HtmlEncoder Letters { get; } = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>What the host must know to write pages.</summary>
    public static void Register(IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddSingleton(Letters);
    }

    /// <summary>A page as an answer. Every page takes these two: what stands around it, and what it shows.</summary>
    public static IResult Answer<TPage>(Frame frame, object view, int status = StatusCodes.Status200OK)
        where TPage : IComponent =>
        new RazorComponentResult<TPage>(new Dictionary<string, object?> { ["Frame"] = frame, ["View"] = view }) { StatusCode = status };
}
