namespace Adit.Commands;

/// <summary>Files that take long to write: under a name of their own until they are whole.</summary>
internal static class Unfinished
{
    /// <summary>Writes a file; what was there before is replaced once the new one is whole, and stays where writing fails.</summary>
    public static async Task Write(string file, Func<Stream, Task> write)
    {
        var unfinished = file + ".part";
        try
        {
            await using (var to = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true))
                await write(to);
            File.Move(unfinished, file, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
