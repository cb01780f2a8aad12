using Adit.Forms;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Stages;

/// <summary>Stages in the words of the pages, and the handbook that ships beside the program.</summary>
internal static class StageWords
{
    /// <summary>Reads the handbook that ships.</summary>
    /// <exception cref="InvalidDataException">It cannot be read; every fault is named.</exception>
    public static Handbook Shipped()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "handbook");
        var (handbook, faults) = HandbookReading.Read(Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
            .Select(f => (Path.GetRelativePath(folder, f).Replace('\\', '/'), (ReadOnlyMemory<byte>)File.ReadAllBytes(f))));
        return handbook ?? throw new InvalidDataException("The handbook cannot be read: " + string.Join(' ', faults));
    }

    /// <summary>What an item needs, in words.</summary>
    public static string Need(string need, Register register, InForce? inForce, Words words)
    {
        if (need.StartsWith(Handbook.Looked, StringComparison.Ordinal) && need[Handbook.Looked.Length..] is var indicator)
            return words.Say("stage.need.looked", ("name", inForce?.Catalogue.Indicator(indicator)?.Name.In(words.Language) ?? indicator));
        if (need.StartsWith(Handbook.OfForm, StringComparison.Ordinal) && need[Handbook.OfForm.Length..] is var form)
            return words.Say("stage.need.form", ("name", register.Published.LastOrDefault(p => p.Form == form) is { } known ? FormWords.Title(register, form, known.Version, words) : form));
        return words["stage.need." + need];
    }
}
