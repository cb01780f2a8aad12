using System.Runtime.InteropServices;

namespace Adit.Storage;

/// <summary>Files in a folder. Durable means: bytes and name are synced to the disk.</summary>
internal sealed partial class FolderBlobs(string folder) : Blobs
{
    public override NewBlob Create()
    {
        var id = Guid.CreateVersion7();
        return new(id, RoomFor(id) + ".new", Keep);
    }

    public override void Sweep()
    {
        if (Directory.Exists(folder))
            foreach (var file in Directory.EnumerateFiles(folder, "*.new", SearchOption.AllDirectories))
                File.Delete(file);
    }

    public override Task Delete(Guid id)
    {
        if (File.Exists(PathOf(id)))
            File.Delete(PathOf(id));
        return Task.CompletedTask;
    }

    public override IEnumerable<Guid> All() =>
        !Directory.Exists(folder) ? [] : Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Guid.TryParseExact(Path.GetFileName(f), "N", out var id) ? id : default).Where(id => id != default);

    public override Task<bool> Holds(Guid id) => Task.FromResult(File.Exists(PathOf(id)));

    public override Task<(Stream Bytes, long Length)> Open(Guid id, CancellationToken cancel)
    {
        try
        {
            var file = new FileStream(PathOf(id), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, useAsync: true);
            return Task.FromResult(((Stream)file, file.Length));
        }
        catch (DirectoryNotFoundException gone)
        {
            throw new FileNotFoundException(gone.Message, gone);
        }
    }

    public override async Task<Stream> Open(Guid id, long from, long length, CancellationToken cancel)
    {
        var (bytes, _) = await Open(id, cancel);
        bytes.Position = from;
        return bytes;
    }

    public override async Task Take(Guid id, Stream bytes, CancellationToken cancel)
    {
        var path = RoomFor(id);
        await using (var file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write, FileShare.Read, 0))
        {
            await bytes.CopyToAsync(file, cancel);
            file.Flush(flushToDisk: true);
        }
        File.Move(path + ".new", path, overwrite: true);
        Sync(Path.GetDirectoryName(path)!);
    }

    private Task<string> Keep(Guid id, FileStream file)
    {
        file.Flush(flushToDisk: true);
        file.Dispose();
        var path = PathOf(id);
        File.Move(file.Name, path);
        Sync(Path.GetDirectoryName(path)!);
        return Task.FromResult(path);
    }

    // The path of a new file, whose folder is there.
    private string RoomFor(Guid id)
    {
        var path = PathOf(id);
        var directory = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            Sync(Path.GetDirectoryName(Path.GetFullPath(folder))!);
        }
        if (!Directory.Exists(directory))
        {
            Directory.CreateDirectory(directory);
            Sync(folder);
        }
        return path;
    }

    // The last digits of an id of version 7 are random, so files spread evenly over 256 folders.
    private string PathOf(Guid id)
    {
        var name = id.ToString("N");
        return Path.Combine(folder, name[^2..], name);
    }

    /// <summary>Makes a new name in a folder survive a power cut. Windows keeps names by itself.</summary>
    internal static void Sync(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;
        var handle = Open(directory, 0);
        if (handle < 0)
            throw new IOException($"The folder of a blob cannot be opened to be synced (error {Marshal.GetLastPInvokeError()}).");
        var synced = Fsync(handle);
        _ = Close(handle);
        if (synced != 0)
            throw new IOException("The folder of a blob cannot be synced.");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
