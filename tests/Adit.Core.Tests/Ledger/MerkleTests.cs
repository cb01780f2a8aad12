using Adit.Ledger;
using CsCheck;
using Hash = Adit.Ledger.Hash;

namespace Adit.Tests.Ledger;

public sealed class MerkleTests
{
    private const int Largest = 600;
    private static readonly Hash[] All = Trees.Leaves(Largest);
    private static readonly Gen<(int Size, int Index)> Place = Gen.Int[1, Largest].SelectMany(size => Gen.Int[0, size - 1].Select(index => (size, index)));
    private static readonly Gen<(int From, int To)> Growth = Gen.Int[1, Largest].SelectMany(to => Gen.Int[0, to].Select(from => (from, to)));

    [Fact]
    public void The_roots_are_those_that_certificate_transparency_publishes()
    {
        string[] entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        string[] roots =
        [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        var leaves = entries.Select(e => Merkle.Leaf(Convert.FromHexString(e))).ToArray();

        for (var size = 0; size <= entries.Length; size++)
            Assert.Equal(roots[size], Merkle.Root(leaves.AsSpan(0, size)).ToString());
    }

    [Fact]
    public void The_edge_has_the_root_of_the_definition_at_every_size()
    {
        var frontier = new Frontier();
        for (var size = 0; size <= Largest; size++)
        {
            Assert.Equal(Merkle.Root(All.AsSpan(0, size)), frontier.Root());
            Assert.Equal(frontier.Root(), Merkle.Root(size, Trees.Naive(All)));
            Assert.Equal(frontier.Root(), Frontier.At(size, Trees.Naive(All)).Root());
            if (size < Largest)
                frontier.Append(All[size]);
        }
    }

    [Fact]
    public void The_edge_names_every_complete_subtree_once_with_its_hash()
    {
        var heard = new Dictionary<(int, long), Hash>();
        var frontier = new Frontier();
        foreach (var leaf in All)
            frontier.Append(leaf, (level, index, hash) => heard.Add((level, index), hash));

        Assert.Equal(Enumerable.Range(0, 10).Sum(level => Largest >> level), heard.Count);
        Assert.All(heard, h => Assert.Equal(Trees.Naive(All)(h.Key.Item1, h.Key.Item2), h.Value));
    }

    [Fact]
    public void An_edge_goes_on_from_where_it_was_taken_up_and_its_copy_goes_its_own_way() => Growth.Sample(growth =>
    {
        var start = Frontier.At(growth.From, Trees.Naive(All));
        var copy = start.Copy();
        foreach (var leaf in All.AsSpan(growth.From, growth.To - growth.From))
            copy.Append(leaf);

        return copy.Root() == Merkle.Root(All.AsSpan(0, growth.To)) && start.Root() == Merkle.Root(All.AsSpan(0, growth.From)) && start.Size == growth.From;
    });

    [Fact]
    public void Every_leaf_is_proved_at_its_place_and_at_no_other() => Place.Sample(place =>
    {
        var (size, index) = place;
        var root = Merkle.Root(All.AsSpan(0, size));
        var proof = Merkle.Inclusion(index, size, Trees.Naive(All));

        Assert.True(Proof.Includes(root, size, index, All[index], proof));
        for (var other = 0; other < size; other++)
            Assert.Equal(other == index, Proof.Includes(root, size, other, All[index], proof));
    }, iter: 40);

    [Fact]
    public void A_flipped_bit_breaks_a_proof_of_inclusion() => Gen.Select(Place, Gen.Int[0, 255], Gen.Int[0, 20]).Sample((place, bit, which) =>
    {
        var (size, index) = place;
        var root = Merkle.Root(All.AsSpan(0, size));
        var proof = Merkle.Inclusion(index, size, Trees.Naive(All));

        Assert.False(Proof.Includes(Trees.Flip(root, bit), size, index, All[index], proof));
        Assert.False(Proof.Includes(root, size, index, Trees.Flip(All[index], bit), proof));
        Assert.False(Proof.Includes(root, size, index, All[index], [.. proof, root]));
        if (proof.Length == 0)
            return;
        Assert.False(Proof.Includes(root, size, index, All[index], proof.AsSpan(1)));
        proof[which % proof.Length] = Trees.Flip(proof[which % proof.Length], bit);
        Assert.False(Proof.Includes(root, size, index, All[index], proof));
    });

    [Fact]
    public void A_tree_that_only_grew_is_proved_so_and_no_other_growth_is() => Growth.Sample(growth =>
    {
        var (from, to) = growth;
        var (old, grown) = (Merkle.Root(All.AsSpan(0, from)), Merkle.Root(All.AsSpan(0, to)));
        var proof = Merkle.Consistency(from, to, Trees.Naive(All));

        Assert.True(Proof.Extends(from, old, to, grown, proof));
        if (from is 0 || from == to)
            return;
        for (var other = 1; other <= to; other++)
            Assert.Equal(other == from, Proof.Extends(other, Merkle.Root(All.AsSpan(0, other)), to, grown, proof));
    }, iter: 40);

    [Fact]
    public void A_flipped_bit_breaks_a_proof_of_growth() => Gen.Select(Growth, Gen.Int[0, 255], Gen.Int[0, 20]).Sample((growth, bit, which) =>
    {
        var (from, to) = growth;
        var (old, grown) = (Merkle.Root(All.AsSpan(0, from)), Merkle.Root(All.AsSpan(0, to)));
        var proof = Merkle.Consistency(from, to, Trees.Naive(All));

        Assert.False(Proof.Extends(from, Trees.Flip(old, bit), to, grown, proof));
        if (from > 0)
            Assert.False(Proof.Extends(from, old, to, Trees.Flip(grown, bit), proof));
        Assert.False(Proof.Extends(from, old, to, grown, [.. proof, old]));
        if (proof.Length == 0)
            return;
        Assert.False(Proof.Extends(from, old, to, grown, proof.AsSpan(1)));
        proof[which % proof.Length] = Trees.Flip(proof[which % proof.Length], bit);
        Assert.False(Proof.Extends(from, old, to, grown, proof));
    });

    [Fact]
    public void A_rewritten_record_cannot_be_hidden_in_a_growth() => Growth.Where(g => g.From is > 0 && g.From < g.To).Sample(growth =>
    {
        var (from, to) = growth;
        Hash[] rewritten = [.. All];
        rewritten[from - 1] = Trees.Leaf(-1);

        return !Proof.Extends(from, Merkle.Root(All.AsSpan(0, from)), to, Merkle.Root(rewritten.AsSpan(0, to)), Merkle.Consistency(from, to, Trees.Naive(rewritten)));
    });

    [Fact]
    public void Proofs_of_nonsense_are_no_and_not_an_exception() =>
        Gen.Select(Gen.Long, Gen.Long, Gen.Int[0, 70]).Sample((a, b, length) =>
        {
            var proof = Trees.Leaves(length);
            return !Proof.Includes(All[0], a, b, All[1], proof) && !Proof.Extends(a, All[0], b, All[1], proof);
        });

    [Fact]
    public void An_empty_tree_includes_nothing_and_grows_into_anything()
    {
        Assert.False(Proof.Includes(Merkle.EmptyRoot, 0, 0, All[0], []));
        Assert.True(Proof.Extends(0, Merkle.EmptyRoot, 5, All[0], []));
        Assert.False(Proof.Extends(0, All[0], 5, All[0], []));
        Assert.True(Proof.Extends(0, Merkle.EmptyRoot, 0, Merkle.EmptyRoot, []));
    }
}
