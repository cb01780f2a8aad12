using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Adit.Storage;
using NSec.Cryptography;

namespace Adit.People;

/// <summary>Secrets: how they are made, kept and checked.</summary>
internal static class Access
{
    public const string Key = "key", Password = "password", Generated = "generated";

    /// <summary>A key for a program.</summary>
    public const string Program = "program";

    /// <summary>A code that enrols a phone; what Adit's own app reads with; what it hands in with, even while it is locked.</summary>
    public const string Enrol = "enrol", Reads = "reads", Deposits = "deposits";

    /// <summary>A new secret of 192 bits in characters that survive an address: never kept, shown once.</summary>
    public static string NewSecret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(24)).Replace('+', '-').Replace('/', '_');

    /// <summary>Whether text has the form of a key at all. A malformed key is nobody's; a well-formed one may have been revoked (rows 12, 13).</summary>
    public static bool IsWellFormed(string key) => key.Length is >= 16 and <= 64 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '!' or '$');

    /// <summary>How generated secrets of 128 bits or more are kept: there is nothing to guess, so one hash is enough.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>How a person's password is kept: Argon2id (RFC 9106), 19 MiB, two passes, as <c>argon2id$salt$hash</c>.</summary>
    public static string HashOfPassword(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return $"argon2id${Convert.ToBase64String(salt)}${Convert.ToBase64String(Stretch(password, salt))}";
    }

    public static bool IsPassword(string password, string kept)
    {
        var parts = kept.Split('$');
        return parts is ["argon2id", var salt, var hash]
            && CryptographicOperations.FixedTimeEquals(Stretch(password, Convert.FromBase64String(salt)), Convert.FromBase64String(hash));
    }

    /// <summary>The agent that a key or generated password belongs to; null where it is none or was revoked.</summary>
    public static (Agent Agent, Guid Credential)? AgentOf(Register register, string secret, string kind) =>
        register.Secrets.TryGetValue(HashOf(secret), out var known) && known.Kind == kind && register.AgentsById.TryGetValue(known.Owner, out var agent) ? (agent, known.Credential) : null;

    private static byte[] Stretch(string password, byte[] salt) =>
        PasswordBasedKeyDerivationAlgorithm.Argon2id(new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = 19 * 1024, NumberOfPasses = 2 })
            .DeriveBytes(password, salt, 32);
}
