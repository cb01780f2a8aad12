using Adit.People;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Adit.Web;

/// <summary>The description of the interface (OpenAPI 3.1) and a page to read it by, made of it.</summary>
internal static class ApiReference
{
    /// <summary>Where the page stands.</summary>
    public const string Path = "/reference";

    /// <summary>The description of the maps' interface (OGC API), which names its own.</summary>
    public const string Maps = "ogc";

    private const string Name = "v1", Token = "token";

    public static void Register(IServiceCollection services)
    {
        Register(services, Name, "api/");
        Register(services, Maps, "ogc");
    }

    private static void Register(IServiceCollection services, string name, string root) => services.AddOpenApi(name, options =>
    {
        options.ShouldInclude = endpoint => endpoint.RelativePath?.StartsWith(root, StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) => Describe(document));
        options.AddOperationTransformer(Describe);
    });

    public static void MapReference(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi.json").Needs(Right.Public);
        routes.MapGet(Path, async (HttpContext http, [FromKeyedServices(Name)] IOpenApiDocumentProvider description) =>
        {
            var frame = Frames.Of(http);
            return Pages.Answer<ReferencePage>(frame, new ReferenceFilling(frame.Words).Of(await description.GetOpenApiDocumentAsync(http.RequestAborted)));
        }).Needs(Right.Public);
    }

    private static Task Describe(OpenApiDocument document)
    {
        document.Info.Title = "Adit";
        document.Info.Version = "1";
        document.Info.Description = "What the pages show, for programs. Sign in at /api/sign-in and send the token as Authorization: Bearer. "
            + "A door ends at the reader's tier: below it stand a count band, the rule and the proof, never the record. "
            + "Words come in the language of Accept-Language, English or French; codes and ids never change. Every no is a problem document (RFC 9457) with a permanent code.";
        document.Info.License = new() { Name = "Apache-2.0", Identifier = "Apache-2.0" };
        document.Servers = [new() { Url = "/" }];
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Token] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A token from /api/sign-in." },
        };
        return Task.CompletedTask;
    }

    private static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Door>().LastOrDefault() is not { } door)
            return Task.CompletedTask;
        operation.Description = door.Right == Right.Public ? "Open to anyone." : $"Needs the right {door.Right}; shows nothing deeper than {door.Deepest}.";
        if (door.Right != Right.Public)
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(Token, context.Document)] = [] }];
        return Task.CompletedTask;
    }
}
