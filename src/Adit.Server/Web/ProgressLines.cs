using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace Adit.Web;

/// <summary>Answers long work with a line for every step, <c>done of</c>; the last one is complete, or the work broke off.</summary>
internal static class ProgressLines
{
    public static async Task Answer(HttpContext http, Func<Action<long, long>, Task> work)
    {
        var steps = Channel.CreateBounded<(long Done, long Of)>(new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest });
        var running = work((done, of) => steps.Writer.TryWrite((done, of)));
        _ = running.ContinueWith(_ => steps.Writer.TryComplete(), TaskScheduler.Default);
        http.Response.ContentType = "text/plain; charset=utf-8";
        await foreach (var (done, of) in steps.Reader.ReadAllAsync())
        {
            await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{done} {of}\n")));
            await http.Response.Body.FlushAsync();
        }
        await running;
    }
}
