using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Adit.Tests.LongestFirst))]

namespace Adit.Tests;

/// <summary>Begins what takes minutes at once, so that the other cores are not left waiting for it at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = [nameof(Web.ShownPages), nameof(FieldApp.Chromium), nameof(Storage.NodesTests), nameof(Storage.KillTests), nameof(Storage.MovingTests), nameof(Verify.TamperTests), nameof(Storage.ReplicaTests), nameof(Storage.VersionsTests)];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(Place)];

    private static int Place<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        var place = Array.FindIndex(Long, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal));
        return place < 0 ? Long.Length : place;
    }
}
