using System.Buffers.Binary;
using Adit.Ledger;
using Adit.People;

namespace Adit.BackChecks;

/// <summary>An agent who could make a second record.</summary>
/// <param name="HasApp">Whether a phone of theirs says what is due.</param>
/// <param name="DaysThere">On how many days they are planned to be at the site until the check is due.</param>
/// <param name="Open">How many checks they have already.</param>
public readonly record struct SecondAgent(ActorId Agent, bool HasApp, int DaysThere, int Open);

/// <summary>Says which records are checked, and by whom.</summary>
public static class Drawing
{
    /// <summary>
    /// Whether an entry falls among the so many percent that are checked. The entry's hash decides, in which the server's random salts are: no agent can know it before sending, nobody
    /// of the office can choose, and whoever has the log can draw again (docs/decisions/0055).
    /// </summary>
    /// <param name="percent">0 to 100.</param>
    public static bool Falls(Hash leaf, int percent)
    {
        Span<byte> bytes = stackalloc byte[Hash.Length + 1];
        bytes[0] = (byte)'b';
        leaf.AsSpan().CopyTo(bytes[1..]);
        return BinaryPrimitives.ReadUInt32BigEndian(System.Security.Cryptography.SHA256.HashData(bytes)) < percent / 100m * (1L << 32);
    }

    /// <summary>Who makes the second record: somebody whose phone says so, who is there anyway, and has the fewest to make; null where there is nobody.</summary>
    public static ActorId? Choose(IEnumerable<SecondAgent> agents) => agents
        .OrderByDescending(a => a.HasApp).ThenByDescending(a => a.DaysThere > 0).ThenBy(a => a.Open).ThenByDescending(a => a.DaysThere).ThenBy(a => a.Agent.Value)
        .Select(a => (ActorId?)a.Agent).FirstOrDefault();
}
