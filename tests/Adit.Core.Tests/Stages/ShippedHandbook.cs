using Adit.Stages;
using Adit.Tests.Forms;

namespace Adit.Tests.Stages;

/// <summary>The handbook as it lies in the project.</summary>
internal static class ShippedHandbook
{
    public static string Root { get; } = Path.Combine(Path.GetDirectoryName(Shipped.Root)!, "handbook");

    public static IEnumerable<(string Path, ReadOnlyMemory<byte> Bytes)> Files => Directory.EnumerateFiles(Root, "*.json", SearchOption.AllDirectories)
        .Select(f => (Path.GetRelativePath(Root, f).Replace('\\', '/'), (ReadOnlyMemory<byte>)File.ReadAllBytes(f)));

    public static Handbook Read()
    {
        var (handbook, faults) = HandbookReading.Read(Files);
        Assert.Empty(faults);
        return handbook!;
    }
}
