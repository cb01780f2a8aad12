using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Adit.Field;
using Microsoft.Extensions.FileProviders;

namespace Adit.Web;

/// <summary>The files of wwwroot, which lie beside the program whatever the working directory, and their addresses.</summary>
public static class WebFiles
{
    private static readonly ConcurrentDictionary<string, string> Urls = new(StringComparer.Ordinal);

    /// <summary>Where they lie.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "wwwroot");

    /// <summary>The address of a file, with its content's hash, so that it may be kept for ever.</summary>
    public static string Url(string path) => Urls.GetOrAdd(path, static path =>
    {
        var file = Path.Combine(Folder, path);
        return File.Exists(file) ? $"/{path}?v={Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))[..10]}" : "/" + path;
    });

    /// <summary>Serves them, those of the field app excepted: for a year where the address carries the hash, else asked anew each time.</summary>
    public static void Serve(IApplicationBuilder app) => app.UseWhen(http => !http.Request.Path.StartsWithSegments(FieldFiles.Root), web => web.UseStaticFiles(new StaticFileOptions
    {
        FileProvider = new PhysicalFileProvider(Folder),
        OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
            file.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "no-cache",
    }));

    /// <summary>Invariant text of a number in markup, where a decimal comma would break it.</summary>
    internal static string Plain(this decimal value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);
}
