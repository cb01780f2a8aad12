using System.Diagnostics;
using System.Globalization;

namespace Adit.Commands;

/// <summary>Shows how far long work is, on the error stream: in place on a terminal, else a line every few seconds.</summary>
internal sealed class Progress(string what) : IDisposable
{
    private readonly bool _inPlace = !Console.IsErrorRedirected;
    private readonly Stopwatch _since = Stopwatch.StartNew();
    private TimeSpan _next = TimeSpan.FromSeconds(1);
    private bool _shown;

    /// <summary>Hears how much of how much is done; may be called often.</summary>
    public void Show(long done, long of)
    {
        if (Due())
            Write(string.Create(CultureInfo.InvariantCulture, $"{what}: {done:N0} / {of:N0}"));
    }

    /// <summary>Hears how many bytes are done where nobody knows how many there will be; may be called often.</summary>
    public void ShowBytes(long bytes)
    {
        if (Due())
            Write(string.Create(CultureInfo.InvariantCulture, $"{what}: {bytes / 1e6:N1} MB"));
    }

    public void Dispose()
    {
        if (_shown && _inPlace)
            Console.Error.WriteLine();
    }

    private bool Due()
    {
        if (_since.Elapsed < _next)
            return false;
        _next = _since.Elapsed + TimeSpan.FromSeconds(_inPlace ? 0.2 : 5);
        return _shown = true;
    }

    private void Write(string line)
    {
        if (_inPlace)
            Console.Error.Write($"\r{line}   ");
        else
            Console.Error.WriteLine(line);
    }
}
