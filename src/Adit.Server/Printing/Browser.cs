using System.Diagnostics;

namespace Adit.Printing;

/// <summary>What a browser makes of a page: a PDF, or a picture of a window of this size, without what is blank at its end.</summary>
/// <param name="Width">Of the window, in CSS pixels; 0 for a PDF.</param>
/// <param name="Height">Of the window, in CSS pixels.</param>
internal readonly record struct Shape(int Width, int Height)
{
    /// <summary>How many pixels of the picture a CSS pixel has on each side: fine enough for a phone, and small enough for its network.</summary>
    public const string Fineness = "2";

    /// <summary>How many rows of the picture stay blank under the last that says something.</summary>
    public const int Foot = 56;

    public static readonly Shape Pdf;

    public bool IsPdf => Width == 0;
}

/// <summary>
/// The Chromium of this machine, started without windows for one page at a time and ended with it. It gets the page as a file in a folder that goes with it, reaches no network, and knows nothing of the server's own environment.
/// </summary>
internal sealed class Browser(Settings settings, ILogger<Browser> log) : IDisposable
{
    /// <summary>The variable that names the program, where it is none of the usual ones.</summary>
    public const string Variable = "ADIT_CHROMIUM";

    private const int AtOnce = 2, MostWaiting = 8;
    private const string Page = "page.html";
    private static readonly string[] Usual = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];
    private static readonly string[] Quiet =
        ["--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions", "--host-resolver-rules=MAP * ~NOTFOUND"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turns = new(AtOnce);
    private int _asked;

    /// <summary>Where it is; null where this machine has none. Asked each time: one that is installed later needs no restart.</summary>
    public string? Program => settings.Browser is { Length: > 0 } named ? (File.Exists(named) ? named : null)
        : Usual.SelectMany(n => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, n))).FirstOrDefault(File.Exists);

    /// <summary>The page as a PDF or a PNG.</summary>
    /// <exception cref="NoBrowserException">There is none, it does not start, or too many wait for it.</exception>
    public async Task<byte[]> Make(string html, Shape shape, CancellationToken cancel)
    {
        var program = Program ?? throw new NoBrowserException(NoBrowserException.Missing);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            if (Interlocked.Increment(ref _asked) > AtOnce + MostWaiting)
                throw new NoBrowserException(NoBrowserException.Busy);
            await _turns.WaitAsync(patience.Token);
            try
            {
                return await Run(program, html, shape, patience.Token);
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new NoBrowserException(NoBrowserException.Busy);
        }
        finally
        {
            Interlocked.Decrement(ref _asked);
        }
    }

    public void Dispose() => _turns.Dispose();

    // Readable by nobody else, and gone when it is done: what is printed is not for everybody.
    private async Task<byte[]> Run(string program, string html, Shape shape, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("adit-print-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, Page), html, cancel);
            var code = await Ended(Asked(program, folder, shape), cancel);
            var made = Made(folder, shape);
            if (code == 0 && File.Exists(made))
                return await File.ReadAllBytesAsync(made, cancel) is var bytes && shape.IsPdf ? bytes : Picture.Small(bytes, Shape.Foot);
            // Its own words are not logged: they may hold what was printed.
            log.LogWarning("The browser {Program} made nothing; it ended with {Code}. docs/operating/install.md says what it needs", program, code);
            throw new NoBrowserException(NoBrowserException.Missing);
        }
        finally
        {
            Remove(folder);
        }
    }

    private static ProcessStartInfo Asked(string program, string folder, Shape shape)
    {
        string[] asked = shape.IsPdf
            ? ["--no-pdf-header-footer", "--generate-pdf-document-outline", $"--print-to-pdf={Made(folder, shape)}"]
            : ["--hide-scrollbars", $"--force-device-scale-factor={Shape.Fineness}", $"--window-size={shape.Width},{shape.Height}", $"--screenshot={Made(folder, shape)}"];
        // A browser does not build its walls around root; who runs a server as root in a container has others.
        string[] root = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [];
        var start = new ProcessStartInfo(program, [.. Quiet, .. root, $"--user-data-dir={Path.Combine(folder, "profile")}", .. asked, new Uri(Path.Combine(folder, Page)).AbsoluteUri])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        // The server's own may hold passwords.
        start.Environment.Clear();
        foreach (var (name, value) in ((string, string?)[])[("PATH", Environment.GetEnvironmentVariable("PATH")), ("HOME", folder), ("TMPDIR", folder), ("LANG", "C.UTF-8")])
            start.Environment[name] = value;
        return start;
    }

    // It goes by the ending.
    private static string Made(string folder, Shape shape) => Path.Combine(folder, shape.IsPdf ? "made.pdf" : "made.png");

    private static async Task<int> Ended(ProcessStartInfo start, CancellationToken cancel)
    {
        using var process = Process.Start(start)!;
        try
        {
            process.StandardInput.Close();
            await Task.WhenAll(process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancel), process.StandardError.BaseStream.CopyToAsync(Stream.Null, cancel), process.WaitForExitAsync(cancel));
            return process.ExitCode;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    // Its children may write for a moment after it ended.
    private static void Remove(string folder)
    {
        for (var tries = 0; tries < 3 && Directory.Exists(folder); tries++)
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                Thread.Sleep(50);
            }
    }
}

/// <summary>No file can be made here now.</summary>
/// <param name="why"><see cref="Missing"/> or <see cref="Busy"/>.</param>
internal sealed class NoBrowserException(string why) : Exception(why)
{
    /// <summary>There is no browser, or none that starts.</summary>
    public const string Missing = "no-browser";

    /// <summary>It has too much to do.</summary>
    public const string Busy = "browser-busy";
}
