namespace Adit.Bench.Trials;

/// <summary>Something that goes wrong, and comes right again.</summary>
/// <param name="Name">A word for it.</param>
/// <param name="What">What is done, in a sentence.</param>
/// <param name="Do">Does it while phones send; ends when all is mended.</param>
/// <param name="Served">Whether records must be acknowledged all the while, but for ten seconds: the trial takes away what there is more than one of.</param>
internal sealed record Trial(string Name, string What, Func<Stand, Task> Do, bool Served);

internal static class Trials
{
    public static Trial[] All { get; } =
    [
        new("kill-node", "Each node in turn is killed, and started again 5 s later.", KillNodes, true),
        new("sleep-node", "Each node in turn is put to sleep for 12 s and woken.", SleepNodes, true),
        new("drain", "Each node in turn is told to stop (SIGTERM), ends, and is started again: an upgrade.", Drain, true),
        new("kill-primary", "The primary is killed with all its processes, and started again 3 s later.", stand => Gone(stand.Primary.Kill, stand.Primary.Start, 3), false),
        new("promote", "The primary is killed for good and the standby promoted 2 s later; then the old primary is made anew as its standby.", Promote, true),
        new("kill-standby", "The standby is killed for 10 s. Whoever records waits for it.", stand => Gone(stand.Standby.Kill, stand.Standby.Start, 10), false),
        new("kill-store", "The object store is killed for 10 s.", stand => Gone(stand.Store.Kill, () => stand.Store.Start(), 10), false),
        new("sleep-store", "The object store is put to sleep for 10 s: it takes connections, and answers nothing.", stand => Gone(() => stand.Store.Signal("STOP"), () => stand.Store.Signal("CONT"), 10), false),
        new("cut-database", "The cables of one node to both databases are cut for 15 s.", stand => Cut(stand, n => [n.First, n.Second], 1), true),
        new("cut-all-database", "The cables of all nodes to both databases are cut for 15 s.", stand => Cut(stand, n => [n.First, n.Second], 3), false),
        new("cut-store", "The cable of one node to the object store is cut for 15 s.", stand => Cut(stand, n => [n.Store], 1), true),
        new("slow", "For 30 s all that nodes ask comes 20 ms later each way, and of 2 % of the pieces each is lost once.", Slow, true),
        new("skew", "A node is started again with a clock that is an hour fast, then one that is an hour slow.", Skew, true),
        new("full-scratch", "The disk on which one node puts uploads together is full for 15 s.", FullScratch, true),
        new("full-database", "The primary's disk is full for 15 s.", FullDatabase, false),
    ];

    private static async Task KillNodes(Stand stand)
    {
        foreach (var node in stand.Nodes)
        {
            node.Program.Kill();
            await Task.Delay(TimeSpan.FromSeconds(5));
            await Restart(stand, node);
        }
    }

    private static async Task SleepNodes(Stand stand)
    {
        foreach (var node in stand.Nodes)
        {
            node.Program.Signal("STOP");
            await Task.Delay(TimeSpan.FromSeconds(12));
            node.Program.Signal("CONT");
            await Task.Delay(TimeSpan.FromSeconds(3));
        }
    }

    private static async Task Drain(Stand stand)
    {
        foreach (var node in stand.Nodes)
        {
            node.Program.Signal("TERM");
            await node.Program.Ended(TimeSpan.FromMinutes(1));
            await Restart(stand, node);
        }
    }

    private static async Task Gone(Action kill, Action start, int seconds)
    {
        kill();
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        start();
    }

    private static async Task Promote(Stand stand)
    {
        stand.Primary.Kill();
        await Task.Delay(TimeSpan.FromSeconds(2));
        stand.Standby.WaitFor("");
        stand.Standby.Promote();
        await Task.Delay(TimeSpan.FromSeconds(15));
        (stand.Primary, stand.Standby) = (stand.Standby, stand.Primary);
        stand.Standby.Follow(stand.Primary);
        stand.Primary.WaitFor(stand.Standby.Name);
    }

    private static async Task Cut(Stand stand, Func<Stand.Node, Link[]> which, int nodes)
    {
        var links = stand.Nodes.Take(nodes).SelectMany(which).ToList();
        links.ForEach(l => l.Cut());
        await Task.Delay(TimeSpan.FromSeconds(15));
        links.ForEach(l => l.Mend());
    }

    private static async Task Slow(Stand stand)
    {
        var links = stand.Nodes.SelectMany(n => n.Links).ToList();
        links.ForEach(l => l.Slow(TimeSpan.FromMilliseconds(20), 0.02));
        await Task.Delay(TimeSpan.FromSeconds(30));
        links.ForEach(l => l.Mend());
    }

    private static async Task Skew(Stand stand)
    {
        var fake = Directory.GetDirectories("/usr/lib", "*-linux-gnu").Select(d => Path.Combine(d, "faketime", "libfaketime.so.1")).First(File.Exists);
        var node = stand.Nodes[0];
        foreach (var skew in (string[])["+3600s", "-3600s", ""])
        {
            node.Program.Signal("TERM");
            await node.Program.Ended(TimeSpan.FromMinutes(1));
            await Restart(stand, node, skew.Length == 0 ? [] : [("LD_PRELOAD", fake), ("FAKETIME", skew), ("FAKETIME_DONT_FAKE_MONOTONIC", "1"), ("FAKETIME_FORCE_MONOTONIC_FIX", "0")]);
            await Task.Delay(TimeSpan.FromSeconds(8));
        }
    }

    private static async Task FullScratch(Stand stand)
    {
        var fill = Stand.Fill(stand["scratch"]);
        await Task.Delay(TimeSpan.FromSeconds(15));
        File.Delete(fill);
    }

    private static async Task FullDatabase(Stand stand)
    {
        // Whichever of the two is the primary now.
        var fill = Stand.Fill(stand[stand.Primary.Name]);
        await Task.Delay(TimeSpan.FromSeconds(15));
        File.Delete(fill);
        if (!stand.Primary.Answers)
        {
            stand.Primary.Kill();
            stand.Primary.Start();
        }
    }

    private static async Task Restart(Stand stand, Stand.Node node, params (string Name, string Value)[] more)
    {
        node.Program.Kill();
        node.Program.Start(more);
        await stand.Ready(node);
    }
}
