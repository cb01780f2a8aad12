using System.Security.Cryptography;
using System.Text;
using Adit.Submissions;

namespace Adit.Tests.Submissions;

/// <summary>The cipher of ODK encrypted forms, against values that another implementation made (OpenSSL's AES-256-CFB with the initialisation vectors of the specification).</summary>
public class EncryptedRecordTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, EncryptedRecord.KeyBytes).Select(n => (byte)n)];

    [Theory]
    [InlineData(0, "<data/>", "446488046b38813e4c588185f398a956")]
    [InlineData(1, "<data/>", "073b2355f909a3a0174095a22117d265")]
    [InlineData(17, "", "126615e0635b01536f25cf35be1defba")]
    public void Each_file_of_a_record_is_opened_with_a_vector_of_its_own(int index, string content, string sealedHex)
    {
        Assert.Equal(content, Encoding.UTF8.GetString(EncryptedRecord.Open(Key, "uuid:2f1c", index, Convert.FromHexString(sealedHex))!));
        Assert.Equal(sealedHex, Convert.ToHexStringLower(EncryptedRecord.Seal(Key, "uuid:2f1c", index, Encoding.UTF8.GetBytes(content))));
    }

    [Fact]
    public void What_was_sealed_is_opened_whatever_its_length_and_bytes_that_are_none_are_told_as_that()
    {
        for (var length = 0; length < 70; length++)
        {
            var content = RandomNumberGenerator.GetBytes(length);
            Assert.Equal(content, EncryptedRecord.Open(Key, "uuid:é", length, EncryptedRecord.Seal(Key, "uuid:é", length, content)));
        }
        Assert.Null(EncryptedRecord.Open(Key, "uuid:1", 0, []));
        Assert.Null(EncryptedRecord.Open(Key, "uuid:1", 0, new byte[15]));
    }
}
