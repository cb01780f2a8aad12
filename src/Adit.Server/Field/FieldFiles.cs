using Adit.People;
using Adit.Web;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace Adit.Field;

/// <summary>
/// Serves Adit's own app for phones, which lies beside the program, built from <c>field/</c>. Its files were compressed as hard as can be when they were built:
/// what a phone downloads once over 2G is worth it.
/// </summary>
internal static class FieldFiles
{
    public const string Root = "/field";

    // The library that draws forms brings a compiled parser, writes styles while it runs, and reads what it brings from data addresses.
    private const string Allowed =
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self' data:; "
        + "connect-src 'self' data: blob:; worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly IFileProvider Files = Path.Combine(WebFiles.Folder, "field") is var folder && Directory.Exists(folder) ? new PhysicalFileProvider(folder) : new NullFileProvider();
    private static readonly FileExtensionContentTypeProvider Types = new() { Mappings = { [".webmanifest"] = "application/manifest+json", [".wasm"] = "application/wasm" } };

    public static void MapFieldFiles(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Root + "/{**file}", [HttpMethods.Get, HttpMethods.Head], Answer).Needs(Right.Public);
    }

    private static IResult Answer(HttpContext http, string? file)
    {
        // Its own addresses are relative: they need the slash.
        if (http.Request.Path == Root)
            return Results.Redirect(Root + "/");
        var name = string.IsNullOrEmpty(file) ? "index.html" : file;
        var found = Files.GetFileInfo(name);
        if (!found.Exists || name.EndsWith(".br", StringComparison.Ordinal))
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Allowed;
        // Hashed names never change; a phone asks after all others.
        headers.CacheControl = name.StartsWith("assets/", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        headers["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=(self)";
        var sent = Compressed(http, name) ?? found;
        if (sent != found)
            headers.ContentEncoding = "br";
        var type = Types.TryGetContentType(name, out var known) ? known : "application/octet-stream";
        return Results.File(sent.PhysicalPath!, type, lastModified: found.LastModified);
    }

    private static IFileInfo? Compressed(HttpContext http, string name) =>
        http.Request.GetTypedHeaders().AcceptEncoding.Any(e => e.Value == "br" && e.Quality != 0) && Files.GetFileInfo(name + ".br") is { Exists: true } compressed ? compressed : null;
}
