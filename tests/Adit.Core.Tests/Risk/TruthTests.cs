using Adit.Risk;
using CsCheck;

namespace Adit.Tests.Risk;

public sealed class TruthTests
{
    private static readonly Gen<Truth> Any = Gen.Enum<Truth>();

    [Fact]
    public void What_is_known_follows_the_usual_laws() =>
        Gen.Select(Any, Any, Any).Sample((a, b, c) =>
            a.And(b) == b.And(a) && a.Or(b) == b.Or(a)
            && a.And(b).And(c) == a.And(b.And(c)) && a.Or(b).Or(c) == a.Or(b.Or(c))
            && Three(a.And(b.Or(c))) == Three(a.And(b).Or(a.And(c)))
            && a.And(b).Not() == a.Not().Or(b.Not()) && a.Not().Not() == a);

    private static Truth Three(Truth truth) => truth == Truth.Wanting ? Truth.Unknown : truth;

    [Fact]
    public void Finding_out_what_was_unknown_never_changes_what_was_known() =>
        Gen.Select(Gen.Int[0, 4_000_000], Any.Array[4], Gen.Bool.Array[4]).Sample((shape, known, found) =>
        {
            var before = Eval(shape, known);
            var after = Eval(shape, [.. known.Zip(found, (truth, yes) => truth is Truth.True or Truth.False ? truth : yes ? Truth.True : Truth.False)]);
            return before is Truth.Unknown or Truth.Wanting || before == after;
        });

    /// <summary>An expression of random shape over the four values.</summary>
    private static Truth Eval(int shape, Truth[] values)
    {
        var result = values[0];
        for (var i = 0; i < 10; i++, shape /= 4)
            result = (shape % 4) switch
            {
                0 => result.Not(),
                1 => result.And(values[i % 4]),
                2 => result.Or(values[i % 4]),
                _ => values[i % 4].Not().Or(result),
            };
        return result;
    }

    [Fact]
    public void Unknown_never_meets_and_wanting_says_that_a_number_is_missing()
    {
        Assert.Equal(Truth.Wanting, Truth.True.And(Truth.Wanting));
        Assert.Equal(Truth.Wanting, Truth.Unknown.Or(Truth.Wanting));
        Assert.Equal(Truth.False, Truth.False.And(Truth.Wanting));
        Assert.Equal(Truth.True, Truth.True.Or(Truth.Unknown));
    }
}
