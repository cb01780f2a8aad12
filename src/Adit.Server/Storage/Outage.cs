using System.Data.Common;

namespace Adit.Storage;

/// <summary>The store of files does not do what it is asked.</summary>
internal sealed class StoreFailed(string message, Exception inner) : IOException(message, inner);

/// <summary>Something that the program stands on is away or full: nobody's mistake, nothing that was recorded is lost, and to be tried again.</summary>
internal static class Outage
{
    // ENOSPC of Linux, which is what .NET hands on.
    private const int NoSpace = 28;

    public static bool Is(Exception failure) => failure is DbException or StoreFailed or IOException { HResult: NoSpace };
}
