using System.Globalization;
using System.Text;
using System.Xml;
using Adit.Forms;

namespace Adit.Demo;

/// <summary>A published form as a phone has it: fills it in and writes the record that is sent.</summary>
internal sealed class PhoneForm
{
    private const string Rosa = "http://openrosa.org/xforms";
    private static readonly XmlWriterSettings Plain = new() { Encoding = new UTF8Encoding(false), OmitXmlDeclaration = false };
    private readonly Form _form;
    private readonly Worked?[] _relevant, _calculate;
    private readonly HashSet<string> _names;

    public PhoneForm(Form form)
    {
        _form = form;
        _relevant = [.. form.Nodes.Select(n => PhoneExpression.Read(n.Relevant, n.Path))];
        _calculate = [.. form.Nodes.Select(n => PhoneExpression.Read(n.Calculate, n.Path))];
        _names = [.. form.Nodes.Select(n => n.Name)];
    }

    /// <summary>The record in XML. Answers to questions that are not relevant are left out, as a phone leaves them out.</summary>
    /// <exception cref="ArgumentException">An answer is to no question of the form: the simulator and the form have grown apart.</exception>
    public byte[] Fill(Draft draft, string deviceId)
    {
        foreach (var name in draft.Answers.Keys.Concat(draft.Rows.SelectMany(r => r.Answers.Keys.Append(r.Repeat))))
            if (!_names.Contains(name))
                throw new ArgumentException($"{_form.Id} asks nothing called {name}.");
        using var bytes = new MemoryStream(4096);
        using (var xml = XmlWriter.Create(bytes, Plain))
        {
            xml.WriteStartElement(_form.Nodes[0].Name);
            xml.WriteAttributeString("id", _form.Id);
            xml.WriteAttributeString("version", _form.Version);
            xml.WriteAttributeString("xmlns", "orx", null, Rosa);
            var filling = new Filling(draft, deviceId, [], xml);
            foreach (var child in _form.ChildrenOf(_form.Nodes[0]))
                Node(filling, child, draft.Answers);
            xml.WriteEndElement();
        }
        return bytes.ToArray();
    }

    private void Node(Filling filling, FormNode node, Dictionary<string, string> answers)
    {
        if (node.Name == "meta")
        {
            Meta(filling);
            return;
        }
        if (_relevant[node.Index] is { } relevant && !PhoneExpression.Truth(relevant(filling.Values)))
            return;
        if (node.Kind == NodeKind.Question)
            Question(filling, node, answers);
        else if (node.Kind == NodeKind.Group)
            Inside(filling, node, answers);
        else
            foreach (var row in filling.Draft.Rows.Where(r => r.Repeat == node.Name))
            {
                foreach (var old in filling.Values.Keys.Where(k => k.StartsWith(node.Path + "/", StringComparison.Ordinal)).ToList())
                    filling.Values.Remove(old);
                Inside(filling, node, row.Answers);
            }
    }

    private void Inside(Filling filling, FormNode node, Dictionary<string, string> answers)
    {
        filling.Xml.WriteStartElement(node.Name);
        foreach (var child in _form.ChildrenOf(node))
            Node(filling, child, answers);
        filling.Xml.WriteEndElement();
    }

    private void Question(Filling filling, FormNode node, Dictionary<string, string> answers)
    {
        var answer = answers.GetValueOrDefault(node.Name)
            ?? filling.Preloaded(node.Preload)
            ?? (_calculate[node.Index] is { } calculate ? PhoneExpression.Text(calculate(filling.Values)) : null);
        filling.Xml.WriteStartElement(node.Name);
        if (answer is { Length: > 0 })
        {
            filling.Values[node.Path] = answer;
            filling.Xml.WriteString(answer);
        }
        filling.Xml.WriteEndElement();
    }

    private static void Meta(Filling filling)
    {
        filling.Xml.WriteStartElement("orx", "meta", Rosa);
        filling.Xml.WriteElementString("orx", "instanceID", Rosa, filling.Draft.InstanceId);
        if (filling.Draft.Corrects is { } corrected)
            filling.Xml.WriteElementString("orx", "deprecatedID", Rosa, corrected);
        filling.Xml.WriteEndElement();
    }

    private sealed record Filling(Draft Draft, string DeviceId, Dictionary<string, string> Values, XmlWriter Xml)
    {
        public string? Preloaded(Preload? preload) => (preload?.Kind, preload?.Parameter) switch
        {
            ("timestamp", "start") => Moment(Draft.Start),
            ("timestamp", "end") => Moment(Draft.End),
            ("date", "today") => Draft.Start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ("property", "deviceid") => DeviceId,
            _ => null,
        };

        private static string Moment(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
    }
}
