namespace Adit.Ledger;

/// <summary>Base64 as RFC 4648 §4 writes it, and no other spelling: two different texts never stand for the same bytes.</summary>
internal static class Base64
{
    internal static bool TryRead(string? text, out byte[] bytes)
    {
        bytes = [];
        if (text is null || text.Length % 4 != 0)
            return false;
        var room = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64String(text, room, out var length))
            return false;
        // The framework's reader forgives white space and stray bits before the padding.
        if (!Convert.ToBase64String(room.AsSpan(0, length)).Equals(text, StringComparison.Ordinal))
            return false;
        bytes = room[..length];
        return true;
    }
}
