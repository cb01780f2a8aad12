using Adit.Forms;
using Adit.Risk;
using Adit.Submissions;

namespace Adit.Tests.Forms;

/// <summary>The catalogue and the forms as they lie in the project, and what a record of one says to the indicators.</summary>
internal static class Shipped
{
    public static readonly string[] Ids =
    [
        "adit-accident", "adit-child-at-risk", "adit-environment", "adit-follow-up", "adit-grievance", "adit-incident", "adit-meeting",
        "adit-payment", "adit-price", "adit-production", "adit-security", "adit-site-baseline", "adit-visit",
    ];

    public static readonly string Root = Folder();
    private static readonly Lazy<Catalogue> Lazily = new(ReadCatalogue);

    public static Catalogue The => Lazily.Value;

    public static Form Form(string id) => Written.Read(File.ReadAllBytes(Path.Combine(Root, "forms", $"{id["adit-".Length..]}.xml")));

    private static string Folder()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "adit.slnx")))
            root = root.Parent;
        return Path.Combine(root!.FullName, "catalogue");
    }

    private static Catalogue ReadCatalogue()
    {
        var files = Directory.GetFiles(Root, "*.json").Concat(Directory.GetFiles(Path.Combine(Root, "indicators"), "*.json"));
        var read = Catalogue.Read(files.Select(file =>
            (Path.GetRelativePath(Root, file).Replace('\\', '/'), (ReadOnlyMemory<byte>)File.ReadAllBytes(file))));
        return read.Catalogue ?? throw new InvalidDataException(string.Join(Environment.NewLine, read.Faults));
    }

    public static SeenRecord See(string id, string inside)
    {
        var filled = new Filled(Form(id), Written.Record(inside, $"id=\"{id}\" version=\"2026113002\""));
        return Observing.Of(filled, Device.Of(filled), observable => The.ObservableIndex(observable) is >= 0 and var index
            ? Enum.Parse<SeenKind>(The.Observables[index].Type.ToString()) : null);
    }

    public static string Told(Seen seen) => string.Join(' ', new[] { $"{seen.Observable}={seen.Value}" }
        .Concat(seen.Dims.Select(dim => $"{dim.Name}:{dim.Value}"))
        .Concat([seen.SubjectKind, seen.Subject ?? "", seen.Known.ToString(), seen.Tier.ToString()]).Where(part => part.Length > 0));
}
