using System.IO.Compression;
using Adit.Phones;
using Microsoft.AspNetCore.ResponseCompression;

namespace Adit.Web;

/// <summary>Stands around all that people and programs ask for, phones excepted: compresses, and forbids a browser every other host.</summary>
internal static class Answering
{
    private const string Ours = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static void Register(IServiceCollection services)
    {
        // Over TLS too: the token of forms is masked anew in every answer, so that its length tells nothing of it.
        services.AddResponseCompression(options => (options.EnableForHttps, options.MimeTypes) = (true, [.. ResponseCompressionDefaults.MimeTypes, "image/svg+xml", "application/problem+json"]));
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
    }

    public static void UseAnswering(this WebApplication app) => app.UseWhen(http => !http.Request.Path.StartsWithSegments(Calling.Root), web => web.UseResponseCompression().Use(Guard));

    // Set last, so that an answer that was begun and thrown away does not take them along.
    private static Task Guard(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            if (headers.ContentSecurityPolicy.Count == 0)
                headers.ContentSecurityPolicy = Ours;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            return Task.CompletedTask;
        });
        return next(http);
    }
}
