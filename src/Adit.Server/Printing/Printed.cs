using Adit.Phones;
using Adit.Web;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Adit.Printing;

/// <summary>Papers as answers of routes: a page that is whole in itself, and what the browser of this machine makes of it.</summary>
internal static class Printed
{
    /// <summary>A paper as a file; where no browser makes one, a page that says so. Every paper takes these two, as pages do.</summary>
    /// <param name="name">Of the file, without its ending.</param>
    /// <param name="mark">What a PDF says that it is, and what it is about, where it is no published version; null where it says itself by what it can be checked.</param>
    public static Task<IResult> Answer<TPaper>(HttpContext http, object view, Shape shape, string name, (PaperKind Kind, Guid Subject)? mark = null)
        where TPaper : IComponent => Answer(http, shape, name, () => Make<TPaper>(http, view, shape, mark));

    /// <summary>The same of bytes that are made in some way.</summary>
    public static async Task<IResult> Answer(HttpContext http, Shape shape, string name, Func<Task<byte[]>> make)
    {
        try
        {
            var made = await make();
            MediaAnswer.Headers(http.Response, name + (shape.IsPdf ? ".pdf" : ".png"), shape.IsPdf ? "" : "image/png");
            http.Response.Headers.CacheControl = "private, no-store";
            return Results.Bytes(made, shape.IsPdf ? "application/pdf" : "image/png");
        }
        catch (NoBrowserException none)
        {
            http.Response.Headers.CacheControl = "private, no-store";
            if (none.Message == NoBrowserException.Busy)
                http.Response.Headers.RetryAfter = "30";
            return Problems.Of(http, StatusCodes.Status503ServiceUnavailable, none.Message);
        }
    }

    /// <summary>The bytes of a paper.</summary>
    /// <exception cref="NoBrowserException">No browser makes any.</exception>
    public static async Task<byte[]> Make<TPaper>(HttpContext http, object view, Shape shape, (PaperKind Kind, Guid Subject)? mark = null)
        where TPaper : IComponent
    {
        var (services, frame) = (http.RequestServices, Frames.Of(http));
        if (mark is { } marked && shape.IsPdf)
            frame = frame with { Mark = PaperMarks.Of(services, marked.Kind, marked.Subject) };
        return await services.GetRequiredService<Browser>().Make(await Html<TPaper>(services, frame, view), shape, http.RequestAborted);
    }

    /// <summary>The page that a paper is.</summary>
    public static async Task<string> Html<TPaper>(IServiceProvider services, Frame frame, object view)
        where TPaper : IComponent
    {
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TPaper>(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Frame"] = frame, ["View"] = view }))).ToHtmlString());
    }
}
