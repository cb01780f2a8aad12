using System.Globalization;
using System.Text.Json;
using Adit.Audits;
using Adit.Tests.Ledger;
using CsCheck;

namespace Adit.Tests.Audits;

/// <summary>A sample is chosen by nobody, and drawn again by anybody.</summary>
public class SamplingTests
{
    private static readonly Gen<string[]> Items = Gen.Int[0, 100_000].Select(i => i.ToString(CultureInfo.InvariantCulture)).Array[0, 300];

    [Fact]
    public void The_published_draws_which_another_program_made_are_ours()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(VectorsTests.PathOf("sample-1.json")));
        Assert.Equal(3, file.RootElement.GetProperty("draws").GetArrayLength());
        foreach (var draw in file.RootElement.GetProperty("draws").EnumerateArray())
        {
            string[] Texts(string name) => [.. draw.GetProperty(name).EnumerateArray().Select(t => t.GetString()!)];
            var (kind, seed, items) = (Enum.Parse<SampleKind>(draw.GetProperty("kind").GetString()!, ignoreCase: true), draw.GetProperty("seed").GetString()!, Texts("items"));
            var drawn = Sampling.Draw(kind, seed, items, draw.GetProperty("wanted").GetInt32());
            Assert.Equal(Texts("sample"), drawn);
            Assert.Equal(Texts("ranks"), drawn.Select(i => Convert.ToHexStringLower(Sampling.Rank(kind, seed, i))));
            Assert.Equal(draw.GetProperty("digest").GetString(), Sampling.Digest(items));
        }
    }

    [Fact]
    public void The_same_seed_draws_the_same_without_repeats_however_the_items_come() => Gen.Select(Items, Gen.String, Gen.Int[1, 50]).Sample((items, seed, wanted) =>
    {
        var drawn = Sampling.Draw(SampleKind.Records, seed, items, wanted);
        Assert.Equal(drawn, Sampling.Draw(SampleKind.Records, seed, items.Reverse().Concat(items), wanted));
        Assert.Equal(Math.Min(wanted, items.Distinct().Count()), drawn.Distinct().Count());
        Assert.Subset(items.ToHashSet(), drawn.ToHashSet());
        Assert.Equal(Sampling.Digest(items), Sampling.Digest(items.Reverse().Concat(items)));
    });

    [Fact]
    public void A_smaller_sample_is_the_beginning_of_a_larger_and_what_was_not_drawn_could_be_missing() => Gen.Select(Items, Gen.String, Gen.Int[1, 50]).Sample((items, seed, wanted) =>
    {
        var drawn = Sampling.Draw(SampleKind.Incidents, seed, items, wanted);
        Assert.Equal(drawn, Sampling.Draw(SampleKind.Incidents, seed, items, wanted + 20).Take(wanted));
        Assert.Equal(drawn, Sampling.Draw(SampleKind.Incidents, seed, [.. drawn], wanted));
    });

    [Fact]
    public void No_item_is_drawn_more_often_than_another()
    {
        const int seeds = 4_000, many = 40, wanted = 8;
        var times = new int[many];
        for (var seed = 0; seed < seeds; seed++)
            foreach (var item in Sampling.Draw(SampleKind.Records, seed.ToString(CultureInfo.InvariantCulture), Enumerable.Range(0, many).Select(i => i.ToString(CultureInfo.InvariantCulture)), wanted))
                times[int.Parse(item, CultureInfo.InvariantCulture)]++;
        // Chi-square with 39 degrees of freedom: above 80 once in ten thousand; the seeds are fixed, so it holds or it does not.
        var expected = (double)seeds * wanted / many;
        Assert.InRange(times.Sum(t => (t - expected) * (t - expected) / (expected * (1 - ((double)wanted / many)))), 5, 80);
    }
}
