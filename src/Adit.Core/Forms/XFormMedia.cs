using System.Collections.Immutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Adit.Forms;

/// <summary>Which files a form needs beside it: media of its texts, external lists, and the lists of <c>pulldata</c> and <c>search</c>.</summary>
internal static partial class XFormMedia
{
    public static ImmutableArray<string> Names(XElement html, ImmutableArray<SecondaryInstance> instances)
    {
        var names = new List<string>();
        foreach (var instance in instances)
            if (instance.FileName is { Length: > 0 } file)
                names.Add(file);
        foreach (var element in html.Descendants())
        {
            if (!element.HasElements && Media().Match(element.Value) is { Success: true } media)
                names.Add(media.Groups[1].Value);
            // Choices looked up by a query (select_one_external) come in one file of this fixed name.
            if (element.Attribute("query") is not null)
                names.Add("itemsets.csv");
            foreach (var attribute in element.Attributes())
                foreach (Match call in Lookup().Matches(attribute.Value))
                    names.Add(WithExtension(call.Groups[2].Value));
        }
        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    private static string WithExtension(string name) => name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? name : name + ".csv";

    [GeneratedRegex(@"^\s*jr://(?:images?|audio|video|file|file-csv)/([^/\s][^/]*?)\s*$")]
    private static partial Regex Media();

    [GeneratedRegex(@"\b(?:pulldata|search)\(\s*(['""])([^'""/]+)\1")]
    private static partial Regex Lookup();
}
