using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Adit.Forms;
using Adit.Submissions;
using Adit.Tests.Forms;
using CsCheck;

namespace Adit.Tests.Submissions;

/// <summary>Any form, filled in any way: every answer comes back, in its place, from the part of its tier and from no other.</summary>
public sealed class RoundTripTests
{
    private sealed record Node(string Name, NodeKind Kind, string Type, int? Tier, Node[] Inside);

    private static readonly Gen<Node> Question = Gen.Select(Gen.OneOf(new[] { "int", "decimal", "string", "select" }.Select(one => Gen.Const(one)).ToArray()), Gen.Int[0, 3].Nullable(),
        (type, tier) => new Node("", NodeKind.Question, type, tier, []));

    private static Gen<Node[]> Nodes(int depth) =>
        (depth == 0 ? Question : Gen.Frequency(
            (3, Question),
            (2, Gen.Select(Gen.Bool.Select(one => one ? NodeKind.Group : NodeKind.Repeat), Gen.Int[0, 3].Nullable(), Nodes(depth - 1),
                (kind, tier, inside) => new Node("", kind, "", tier, inside)))))
        .Array[1, 4].Select(nodes => nodes.Select((node, at) => node with { Name = $"n{at}" }).ToArray());

    private static readonly string[] Words = ["a", "ü b", "x<&>\"y", "采矿", "12", "-3", " spaced "];

    [Fact]
    public void Every_answer_comes_back_in_its_place_and_only_from_its_tier() =>
        Gen.Select(Nodes(3), Gen.Int[0, 1_000_000]).Sample((nodes, seed) =>
        {
            var form = Written.Read(FormOf(nodes));
            var answers = new List<(string Path, string Row, string Text)>();
            var record = new XElement("data", new XAttribute("id", "visit"), Fill(nodes, "/data", "", "", new Filler(seed, answers)));
            var filled = new Filled(form, InstanceReading.Read(Encoding.UTF8.GetBytes(record.ToString())).Instance!);
            var parts = Answers.Of(filled).Parts;

            Assert.Empty(filled.Flags);
            Assert.Equal(answers, Back(form, parts));
            for (var tier = 0; tier < 4; tier++)
            {
                ReadOnlyMemory<byte>[] alone = [default, default, default, default];
                alone[tier] = parts[tier];
                Assert.Equal(answers.Where(answer => (int)form.Find(answer.Path)!.Tier == tier), Back(form, alone));
            }
        }, iter: 400);

    private static IEnumerable<(string, string, string)> Back(Form form, IReadOnlyList<ReadOnlyMemory<byte>> parts) =>
        AnswerReading.Read(form, parts).Where(answer => answer.Values.Length > 0).Select(answer => (answer.Path, answer.Row, answer.Text));

    private static byte[] FormOf(Node[] nodes)
    {
        var binds = new StringBuilder();
        var body = new StringBuilder();
        void Say(Node node, string path)
        {
            binds.Append(CultureInfo.InvariantCulture, $"<bind nodeset='{path}' ");
            binds.Append(node.Type is "" or "select" ? "" : $"type='{node.Type}' ").Append(node.Tier is { } tier ? $"adit:tier='T{tier}'/>" : "/>");
            body.Append(node.Type == "select" ? $"<select ref='{path}'/>" : node.Kind == NodeKind.Repeat ? $"<repeat nodeset='{path}'/>" : "");
            foreach (var inner in node.Inside)
                Say(inner, $"{path}/{inner.Name}");
        }
        foreach (var node in nodes)
            Say(node, $"/data/{node.Name}");
        return Written.Form(string.Concat(Instance(nodes)), binds.ToString(), body.ToString());
    }

    private static IEnumerable<string> Instance(Node[] nodes) => nodes.Select(node => $"<{node.Name}>{string.Concat(Instance(node.Inside))}</{node.Name}>");

    /// <summary>Draws answers and remembers them; seeded, so that CsCheck can show a failing case again.</summary>
    private sealed class Filler(int seed, List<(string, string, string)> answers)
    {
        private readonly Random random = new(seed);

        public int Rows() => random.Next(4);

        public string? Answer(Node node, string path, string row)
        {
            var text = (random.Next(5), node.Type) switch
            {
                (0, _) => null,
                (_, "int") => random.Next(-50, 50).ToString(CultureInfo.InvariantCulture),
                (_, "decimal") => "1.50",
                (_, "select") => "a b",
                _ => Words[random.Next(Words.Length)],
            };
            if (text is not null)
                answers.Add((path, row, text));
            return text;
        }
    }

    private static IEnumerable<XElement> Fill(Node[] nodes, string path, string row, string groups, Filler filler)
    {
        foreach (var node in nodes)
        {
            var here = $"{path}/{node.Name}";
            if (node.Kind == NodeKind.Question && filler.Answer(node, here, row) is { } text)
                yield return new XElement(node.Name, text);
            else if (node.Kind == NodeKind.Group)
                yield return new XElement(node.Name, Fill(node.Inside, here, row, $"{groups}{node.Name}/", filler).ToArray());
            else if (node.Kind == NodeKind.Repeat)
                for (int at = 1, rows = filler.Rows(); at <= rows; at++)
                    yield return new XElement(node.Name,
                        Fill(node.Inside, here, $"{(row.Length == 0 ? "" : row + "/")}{groups}{node.Name}[{at}]", "", filler).ToArray());
        }
    }
}
