using Adit.People;
using Adit.Web;

namespace Adit.Ledger;

/// <summary>The log as independent tools read it (C2SP tlog-tiles), open to anyone.</summary>
internal static class LedgerApi
{
    public static void MapLedger(this IEndpointRouteBuilder routes)
    {
        var log = routes.MapGroup("/log").Needs(Right.Public);
        log.MapGet("/checkpoint", (HttpContext http, Publishing publishing) =>
        {
            http.Response.Headers.CacheControl = "no-cache";
            return publishing.Latest is { } head ? Results.Text(head.Note, "text/plain; charset=utf-8") : Results.NotFound();
        });
        log.MapGet("/key", (Publishing publishing) => Results.Text(publishing.Key + "\n", "text/plain; charset=utf-8"));
        log.MapGet("/keys", (HttpContext http, Proofs proofs) =>
        {
            http.Response.Headers.CacheControl = "no-cache";
            return proofs.OfKeys() is { } bundle ? Results.Bytes(bundle.ToJson(), "application/json") : Results.NotFound();
        });
        log.MapGet("/tile/{**path}", (string path, HttpContext http, Publishing publishing) =>
        {
            if (!Tile.TryRead("tile/" + path, out var tile) || publishing.Read(tile) is not { } bytes)
                return Results.NotFound();
            http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            return Results.Bytes(bytes, "application/octet-stream");
        });
    }
}
