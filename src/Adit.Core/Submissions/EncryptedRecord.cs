using System.Security.Cryptography;
using System.Text;

namespace Adit.Submissions;

/// <summary>
/// The cipher of a record that the phone encrypted (ODK XForms specification, "Encrypted forms"): AES-256 in CFB mode of 128 bits with PKCS#7 padding, one key a record, one initialisation vector a file.
/// </summary>
public static class EncryptedRecord
{
    /// <summary>Bytes of a record's key.</summary>
    public const int KeyBytes = 32;

    private const int IvBytes = 16;

    /// <summary>A file in the clear; null where it cannot be opened with this key. The cipher has no seal of its own: what comes out is to be read with care.</summary>
    /// <param name="key">The record's key.</param>
    /// <param name="instanceId">Of the record, as the envelope has it.</param>
    /// <param name="index">Which file it is: the media in the order of the envelope from 0, then the record itself.</param>
    public static byte[]? Open(byte[] key, string instanceId, int index, ReadOnlySpan<byte> content)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        try
        {
            return aes.DecryptCfb(content, Iv(key, instanceId, index), PaddingMode.PKCS7, feedbackSizeInBits: 128);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Opens a file piece by piece. At its end it throws a <see cref="CryptographicException"/> where it cannot be opened with this key.</summary>
    /// <inheritdoc cref="Open"/>
    public static ICryptoTransform Opening(byte[] key, string instanceId, int index)
    {
        using var aes = Aes.Create();
        (aes.Mode, aes.FeedbackSize, aes.Padding) = (CipherMode.CFB, 128, PaddingMode.PKCS7);
        return aes.CreateDecryptor(key, Iv(key, instanceId, index));
    }

    /// <summary>Encrypts a file as a phone does.</summary>
    /// <inheritdoc cref="Open"/>
    public static byte[] Seal(byte[] key, string instanceId, int index, ReadOnlySpan<byte> content)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        return aes.EncryptCfb(content, Iv(key, instanceId, index), PaddingMode.PKCS7, feedbackSizeInBits: 128);
    }

    // MD5 of instance id and key; before each file the next of its bytes, around and around, counts up by one.
    private static byte[] Iv(byte[] key, string instanceId, int index)
    {
#pragma warning disable CA5351 // The specification names MD5; the record's own key makes it unpredictable.
        var iv = MD5.HashData([.. Encoding.UTF8.GetBytes(instanceId), .. key]);
#pragma warning restore CA5351
        for (var step = 0; step <= index; step++)
            iv[step % IvBytes] = unchecked((byte)(iv[step % IvBytes] + 1));
        return iv;
    }
}
