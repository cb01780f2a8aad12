using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Adit.Tests.Forms;

/// <summary>XForms of the ODK projects with records that a real engine wrote for them (../shared/data, see its SOURCES.md).</summary>
internal static class Archive
{
    private static readonly Lazy<Dictionary<string, byte[]>?> Files = new(Open);

    public static IReadOnlyList<(string Name, byte[] Bytes)> Forms => Under("/forms/");
    public static IReadOnlyList<(string Name, byte[] Bytes)> Submissions => Under("/submissions/");

    public static byte[] Form(string start) => Forms.First(form => form.Name.StartsWith(start, StringComparison.Ordinal)).Bytes;

    private static List<(string Name, byte[] Bytes)> Under(string folder)
    {
        if (Files.Value is not { } files)
        {
            Assert.Skip("../shared/data/xforms.tar.gz is missing");
            return [];
        }
        return [.. files.Where(file => $"/{file.Key}".Contains(folder, StringComparison.Ordinal))
            .Select(file => (Path.GetFileNameWithoutExtension(file.Key), file.Value)).OrderBy(file => file.Item1, StringComparer.Ordinal)];
    }

    private static Dictionary<string, byte[]>? Open()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "adit.slnx")))
            root = root.Parent;
        var path = Path.Combine(root!.FullName, "..", "shared", "data", "xforms.tar.gz");
        if (!File.Exists(path))
            return null;
        using var reader = new TarReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var files = new Dictionary<string, byte[]>();
        while (reader.GetNextEntry() is { } entry)
            if (entry is { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile, DataStream: { } data })
            {
                using var copy = new MemoryStream();
                data.CopyTo(copy);
                files[entry.Name] = copy.ToArray();
            }
        return files;
    }
}

/// <summary>Forms and records written in few words.</summary>
internal static class Written
{
    /// <summary>A form whose instance, binds and body are given; the root is <c>data</c>.</summary>
    public static byte[] Form(string instance, string binds = "", string body = "", string model = "", string root = "id=\"visit\" version=\"3\"") =>
        Encoding.UTF8.GetBytes(
            $"""
            <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"
                xmlns:orx="http://openrosa.org/xforms" xmlns:odk="http://www.opendatakit.org/xforms" xmlns:adit="urn:adit:forms:1"
                xmlns:entities="http://www.opendatakit.org/xforms/entities">
              <h:head><h:title>Visit</h:title><model>
                <instance><data {root}>{instance}</data></instance>
                {model}
                {binds}
              </model></h:head>
              <h:body>{body}</h:body>
            </h:html>
            """);

    public static Adit.Forms.Form Read(byte[] form)
    {
        var read = Adit.Forms.XFormReading.Read(form);
        Assert.True(read.Form is not null, string.Join("; ", read.Faults));
        return read.Form;
    }

    public static Adit.Submissions.Instance Record(string inside, string root = "id=\"visit\" version=\"3\"")
    {
        var read = Adit.Submissions.InstanceReading.Read(Encoding.UTF8.GetBytes($"<data {root}>{inside}</data>"));
        Assert.True(read.Instance is not null, read.Refusal?.ToString());
        return read.Instance;
    }
}
