// Kills the program at random instants under load, as often as asked, and checks after each kill that everything acknowledged is there once, whole.
//
//   dotnet run -c Release --project bench/kills -- [kills in all, default 10000] [file that counts are kept in, default artifacts/kills.json]
//
// Counts go on from the file: stop it whenever you like and start it again. A fault ends it with exit code 1 and leaves the folder to look at.
// The same code kills 50 times in ./test (KillTests).
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Adit;
using Adit.Storage;
using Adit.Tests;
using Adit.Tests.Storage;

const int KillsInOneFolder = 100;
var asked = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10_000;
var kept = args.Length > 1 ? args[1] : Path.Combine("artifacts", "kills.json");
var counts = File.Exists(kept) ? JsonSerializer.Deserialize<Counts>(File.ReadAllText(kept))! : new(0, 0, 0);
var template = await Template();
var (clock, spent) = (Stopwatch.StartNew(), counts.Seconds);
Console.WriteLine($"{counts.Kills:N0} of {asked:N0} kills are done.");
while (counts.Kills < asked)
{
    var (folder, seed) = (Copy(template.Folder), Environment.TickCount);
    var killing = new Killing(TestHome.At(folder), template.Key, new(seed));
    var (kills, before) = (Math.Min(KillsInOneFolder, asked - counts.Kills), counts);
    for (var kill = 1; kill <= kills; kill++)
    {
        try
        {
            await killing.Once();
        }
        catch (KillFault fault)
        {
            Console.WriteLine($"\nFAULT after {before.Kills + kill:N0} kills: {fault.Message}\nThe folder is {folder}, the seed {seed}, kill {kill} of it.");
            return 1;
        }
        counts = new(before.Kills + kill, before.Records + killing.Records, spent + clock.Elapsed.TotalSeconds);
        Keep();
        Console.Write($"\r{counts.Kills:N0} of {asked:N0} kills, {counts.Records:N0} records acknowledged and all there, {counts.Seconds / counts.Kills:0.0} s a kill, a start {killing.Starts.Time.TotalMilliseconds / Math.Max(1, killing.Starts.Count):0} ms   ");
    }
    Directory.Delete(folder, recursive: true);
}
Directory.Delete(template.Folder, recursive: true);
Console.WriteLine($"\n{counts.Kills:N0} kills, {counts.Records:N0} records acknowledged, none lost, none doubled, every log verified.");
return 0;

void Keep()
{
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(kept))!);
    File.WriteAllText(kept + ".new", JsonSerializer.Serialize(counts));
    File.Move(kept + ".new", kept, overwrite: true);
}

static async Task<(string Folder, string Key)> Template()
{
    var path = Directory.CreateTempSubdirectory("adit-kills-").FullName;
    using var folder = DataFolder.Open(path);
    using var database = new Database(folder, TimeProvider.System);
    await Beginning.Create(database, new("", "", null, TimeSpan.FromHours(24), []), "Kills", simulated: false);
    return (path, await Killing.Prepare(database));
}

static string Copy(string from)
{
    var to = Directory.CreateTempSubdirectory("adit-kills-").FullName;
    foreach (var file in Directory.EnumerateFiles(from).Where(f => Path.GetFileName(f) != "lock"))
        File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    return to;
}

internal sealed record Counts(int Kills, long Records, double Seconds);
