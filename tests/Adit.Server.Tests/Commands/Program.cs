using System.Diagnostics;

namespace Adit.Tests.Commands;

/// <summary>The program itself, as people start it.</summary>
internal static class Program
{
    /// <summary>What a run came to.</summary>
    public sealed record Ran(int Code, string Out, string Error)
    {
        public string All => Out + Error;
    }

    public static Task<Ran> Run(params string[] args) => Of(Start(args));

    /// <summary>A program of <c>samples/</c>, as a stranger starts it.</summary>
    public static Task<Ran> Sample(string name, params string[] args) => Of(Started("node", [System.IO.Path.Combine(Repository.Root, "samples", name), .. args]));

    private static async Task<Ran> Of(Process started)
    {
        using var process = started;
        var (said, wrong) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.StandardInput.Close();
        using var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(late.Token);
        return new(process.ExitCode, await said, await wrong);
    }

    public static Process Start(params string[] args) => Started(System.IO.Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "adit.exe" : "adit"), args);

    private static Process Started(string program, string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("ADIT_TOKEN");
        start.Environment["ADIT_PASSWORD"] = Opened.Password;
        start.Environment["LC_ALL"] = "C.UTF-8";
        return Process.Start(start)!;
    }
}

/// <summary>A folder that is gone when disposed of.</summary>
internal sealed class Scratch : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("adit-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
