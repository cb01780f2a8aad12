namespace Adit.Bench;

/// <summary>What was measured, as a page of Markdown with its chart beside it.</summary>
internal static class Report
{
    public static void Write(string folder, string name, string text, string? chart)
    {
        Directory.CreateDirectory(folder);
        if (chart is not null)
            File.WriteAllText(Path.Combine(folder, name + ".svg"), chart);
        File.WriteAllText(Path.Combine(folder, name + ".md"), chart is null ? text : $"{text}\n![{text.Split('\n')[0].TrimStart('#', ' ')}]({name}.svg)\n");
        Console.WriteLine($"Written: {Path.Combine(folder, name + ".md")}");
    }
}
