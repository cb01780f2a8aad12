using System.Text.RegularExpressions;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace Adit.Storage;

/// <summary>
/// An address of files in an S3-compatible store: <c>s3://BUCKET[/PREFIX][?endpoint=https://HOST:PORT&amp;region=NAME&amp;style=path|virtual]</c>. The keys never
/// stand in it: they are read from the environment, as by every other client.
/// </summary>
internal sealed partial class S3Url
{
    private readonly Uri? _endpoint;
    private readonly string? _region;
    private readonly bool _path;

    private S3Url(string bucket, string prefix, Uri? endpoint, string? region, bool path) =>
        (Bucket, Prefix, _endpoint, _region, _path) = (bucket, prefix, endpoint, region, path);

    public string Bucket { get; }

    /// <summary>What every key begins with; empty, or ends in a slash.</summary>
    public string Prefix { get; }

    /// <summary>Who keeps the bucket, in words.</summary>
    public string Store => _endpoint?.GetLeftPart(UriPartial.Authority) ?? "Amazon S3";

    /// <summary>The address as people are told it.</summary>
    public string Shown => $"s3://{Bucket}/{Prefix}" + (_endpoint is null ? "" : $" at {Store}");

    /// <summary>The region that requests are signed for. Stores of one's own mostly do not mind.</summary>
    public string Region =>
        _region ?? Environment.GetEnvironmentVariable("AWS_REGION") ?? Environment.GetEnvironmentVariable("AWS_DEFAULT_REGION") ?? "us-east-1";

    /// <summary>Whether a text is meant as such an address, and not as a folder.</summary>
    public static bool Names(string text) => text.StartsWith("s3:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads an address.</summary>
    /// <param name="wrong">What is wrong with it; null where nothing is.</param>
    public static S3Url? Read(string text, out string? wrong)
    {
        if (Keys().IsMatch(text))
        {
            wrong = "Keys do not stand in the address of a store: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are read.";
            return null;
        }
        wrong = $"{text} is no address of a store. One looks like s3://adit-files/programme?endpoint=https://s3.example.org";
        if (Address().Match(text) is not { Success: true } address)
            return null;
        var (endpoint, region, path) = ((Uri?)null, (string?)null, (bool?)null);
        foreach (var pair in address.Groups["query"].Value.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = (pair.Split('=')[0], Uri.UnescapeDataString(pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]));
            switch (name)
            {
                case "endpoint" when Endpoint().IsMatch(value) && Uri.TryCreate(value, UriKind.Absolute, out endpoint): break;
                case "endpoint": wrong = $"{value} is no endpoint. One looks like https://s3.example.org or http://10.0.0.5:9000"; return null;
                case "region" when Name().IsMatch(value): region = value; break;
                case "region": wrong = $"{value} is no region. One looks like eu-west-1"; return null;
                case "style" when value is "path" or "virtual": path = value == "path"; break;
                case "style": wrong = $"{value} is no style. There are path and virtual."; return null;
                default: wrong = $"{name} means nothing in the address of a store. There are endpoint, region and style."; return null;
            }
        }
        wrong = null;
        var prefix = address.Groups["prefix"].Value.Trim('/');
        return new(address.Groups["bucket"].Value, prefix.Length == 0 ? "" : prefix + "/", endpoint, region, path ?? endpoint is not null);
    }

    /// <summary>What the client connects with. It sends no checksums of its own, which not every store understands: what is sent is signed, and every file proves itself when it is read.</summary>
    public AmazonS3Config Settings()
    {
        var settings = new AmazonS3Config
        {
            ForcePathStyle = _path,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = 2,
            ConnectTimeout = TimeSpan.FromSeconds(5),
        };
        if (_endpoint is null)
            settings.RegionEndpoint = RegionEndpoint.GetBySystemName(Region);
        else
            (settings.ServiceURL, settings.AuthenticationRegion) = (_endpoint.ToString(), Region);
        return settings;
    }

    [GeneratedRegex("^s3://(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(/(?<prefix>[A-Za-z0-9._/-]{0,500}))?(\\?(?<query>.*))?$")]
    private static partial Regex Address();

    [GeneratedRegex("^https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?/?$")]
    private static partial Regex Endpoint();

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,39}$")]
    private static partial Regex Name();

    [GeneratedRegex("^s3://[^/?]*@|//[^/]*@")]
    private static partial Regex Keys();
}
