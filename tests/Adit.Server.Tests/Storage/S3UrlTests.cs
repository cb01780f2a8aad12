using Adit.Storage;

namespace Adit.Tests.Storage;

/// <summary>Addresses of a store of files.</summary>
public class S3UrlTests
{
    [Theory]
    [InlineData("s3://adit-files", "", "s3://adit-files/", false)]
    [InlineData("s3://adit-files/", "", "s3://adit-files/", false)]
    [InlineData("s3://adit-files/a/b", "a/b/", "s3://adit-files/a/b/", false)]
    [InlineData("s3://adit-files?style=path&region=eu-west-1", "", "s3://adit-files/", true)]
    [InlineData("s3://adit-files/a?endpoint=https://s3.example.org:9000", "a/", "s3://adit-files/a/ at https://s3.example.org:9000", true)]
    [InlineData("s3://adit-files?endpoint=http%3A%2F%2F10.0.0.5&style=virtual", "", "s3://adit-files/ at http://10.0.0.5", false)]
    public void An_address_names_bucket_prefix_and_store(string text, string prefix, string shown, bool path)
    {
        var url = S3Url.Read(text, out var wrong);

        Assert.Null(wrong);
        Assert.Equal(("adit-files", prefix, shown, path), (url!.Bucket, url.Prefix, url.Shown, url.Settings().ForcePathStyle));
    }

    [Theory]
    [InlineData("s3://", "s3:// is no address of a store. One looks like s3://adit-files/programme?endpoint=https://s3.example.org")]
    [InlineData("https://s3.example.org/a", "https://s3.example.org/a is no address of a store. One looks like s3://adit-files/programme?endpoint=https://s3.example.org")]
    [InlineData("s3://a-bucket?endpoint=s3.example.org", "s3.example.org is no endpoint. One looks like https://s3.example.org or http://10.0.0.5:9000")]
    [InlineData("s3://a-bucket?endpoint=https://s3.example.org/a", "https://s3.example.org/a is no endpoint. One looks like https://s3.example.org or http://10.0.0.5:9000")]
    [InlineData("s3://a-bucket?endpoint=https://s3.example.org:99999", "https://s3.example.org:99999 is no endpoint. One looks like https://s3.example.org or http://10.0.0.5:9000")]
    [InlineData("s3://a-bucket?region=Over There", "Over There is no region. One looks like eu-west-1")]
    [InlineData("s3://a-bucket?style=dns", "dns is no style. There are path and virtual.")]
    [InlineData("s3://a-bucket?colour=red", "colour means nothing in the address of a store. There are endpoint, region and style.")]
    [InlineData("s3://KEY:secret@a-bucket", "Keys do not stand in the address of a store: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are read.")]
    [InlineData("s3://a-bucket?endpoint=https://KEY:secret@s3.example.org", "Keys do not stand in the address of a store: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are read.")]
    public void What_is_wrong_with_an_address_is_one_sentence(string text, string sentence)
    {
        Assert.Null(S3Url.Read(text, out var wrong));
        Assert.Equal(sentence, wrong);
    }
}
