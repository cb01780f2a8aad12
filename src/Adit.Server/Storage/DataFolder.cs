using System.Text.Json;

namespace Adit.Storage;

/// <summary>One data folder is one programme, one ledger, one origin: <c>adit.db</c>, <c>keys.db</c>, <c>blobs/</c>.</summary>
public sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>Ledger, sealed parts and views.</summary>
    public string Database => System.IO.Path.Combine(Path, "adit.db");

    /// <summary>Keys and secrets: what opens the parts. Backed up apart.</summary>
    public string Keys => System.IO.Path.Combine(Path, "keys.db");

    /// <summary>Encrypted files.</summary>
    public string Blobs => System.IO.Path.Combine(Path, "blobs");

    /// <summary>True where a ledger lies in the folder.</summary>
    public static bool Holds(string path) => File.Exists(System.IO.Path.Combine(path, "adit.db"));

    /// <summary>Opens the folder for this process alone; a second process gets a sentence instead of two writers.</summary>
    /// <exception cref="InUseException">Another process has it open.</exception>
    public static DataFolder Open(string path)
    {
        var full = Directory.CreateDirectory(path).FullName;
        try
        {
            var file = new FileStream(System.IO.Path.Combine(full, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            foreach (var left in Directory.EnumerateFiles(full, "aside-*"))
                File.Delete(left);
            return new(full, file);
        }
        catch (IOException)
        {
            throw new InUseException(full);
        }
    }

    /// <summary>A name in the folder for a file that is needed for a while only; what a crash leaves is deleted when the folder is opened again.</summary>
    public string Aside() => System.IO.Path.Combine(Path, $"aside-{Guid.CreateVersion7():N}");

    /// <summary>Writes a small JSON file beside the databases, for scripts and people.</summary>
    public void WriteJson(string name, object value)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(value, value.GetType(), Indented));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };
}

/// <summary>A data folder is open in another process.</summary>
public sealed class InUseException(string path) : Exception($"The data folder {path} is in use by another Adit process. Stop it, or talk to it with --server.");
