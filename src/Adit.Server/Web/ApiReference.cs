using Adit.People;
using Scalar.AspNetCore;

namespace Adit.Web;

/// <summary>The description of the interface (OpenAPI 3.1) and a page to read it by, which asks no outside host for anything.</summary>
internal static class ApiReference
{
    /// <summary>Where the page stands.</summary>
    public const string Path = "/reference";

    public static void Register(IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.ShouldInclude = endpoint => endpoint.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Adit";
            document.Info.Version = "1";
            document.Info.Description = "What the pages show, for programs. Sign in at /api/sign-in and send the token as Authorization: Bearer. "
                + "A door ends at the reader's tier. Exports are one CSV per table in a zip, or one JSON object a line.";
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Door>().LastOrDefault() is { } door)
                operation.Description = $"{operation.Description} Needs the right {door.Right}; shows nothing deeper than {door.Deepest}.".Trim();
            return Task.CompletedTask;
        });
    });

    public static void MapReference(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi.json").Needs(Right.Public);
        routes.MapScalarApiReference(Path, options =>
        {
            options.Title = "Adit";
            options.OpenApiRoutePattern = "/openapi.json";
            options.DefaultFonts = false;
            options.Telemetry = false;
        }).Needs(Right.Public);
    }
}
