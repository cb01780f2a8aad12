using System.Globalization;
using Adit.Storage;
using Adit.Web;

namespace Adit.Exports;

/// <summary>What stands in the README of an export, in every language there is a text for.</summary>
internal static class ExportReadme
{
    public static string Text(Database database, ExportAsk ask, long until, long records, long held, IReadOnlyList<string> lost) =>
        string.Join("\r\n\r\n", ((string[])["en", "fr"]).Select(language => In(Words.In(language), database, ask, until, records, held, lost))) + "\r\n";

    private static string In(Words words, Database database, ExportAsk ask, long until, long records, long held, IReadOnlyList<string> lost)
    {
        var number = (long n) => n.ToString(CultureInfo.InvariantCulture);
        var lines = new List<string>
        {
            words.Say("export.title", ("form", ask.Form!), ("programme", database.Created?.Programme ?? "Adit")),
            words.Say("export.records", ("records", number(records)), ("size", number(until))),
            words["export.columns"],
            words["export.formulas"],
            words.Say("export.protected", ("held", number(held))),
        };
        if (database.Simulated)
            lines.Insert(1, words["export.simulated"]);
        if (lost.Count > 0)
            lines.Add(words.Say("export.lost", ("files", string.Join(", ", lost))));
        return string.Join("\r\n", lines);
    }
}
