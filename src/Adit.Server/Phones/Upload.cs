using System.Collections.Immutable;
using System.Security.Cryptography;
using Adit.Protection;
using Adit.Storage;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Adit.Phones;

/// <summary>A file of an upload, already on disk and encrypted but not yet kept.</summary>
internal sealed record UploadedFile(string Name, string Type, NewBlob Blob) : IDisposable
{
    /// <summary>A copy of a file that is kept, as if it came now.</summary>
    public static async Task<UploadedFile> Of(Submissions.KeptFile file, Blobs blobs)
    {
        var copy = blobs.Create();
        try
        {
            await using var to = new Sink(copy.Write);
            await blobs.Copy(file.Blob, to, CancellationToken.None);
            return new(file.Name, file.Type, copy);
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    public void Dispose() => Blob.Dispose();
}

/// <summary>What a phone sent: the XML, the files under their part names, and whether more parts follow.</summary>
/// <param name="Nameless">Files under names that no answer can have: counted, not kept.</param>
internal sealed record Upload(byte[] Xml, IReadOnlyList<UploadedFile> Files, int Nameless, bool Incomplete, ArrivingXml Arrived) : IDisposable
{
    public void Dispose()
    {
        Arrived.Dispose();
        foreach (var file in Files)
            file.Dispose();
    }
}

/// <summary>Why an upload cannot be read; the code of a sentence for the agent.</summary>
/// <param name="ended">No more of it will come.</param>
/// <param name="arrived">The XML, where all of it had come by then.</param>
internal sealed class UnreadableUpload(string code, int status = StatusCodes.Status400BadRequest, bool ended = false, ArrivingXml? arrived = null) : Exception(code), IDisposable
{
    public string Code => Message;

    public bool Ended => ended;

    public int Status => status;

    /// <summary>The upload as far as it came, without files.</summary>
    public async Task<Upload> AsFar() => arrived is null ? new([], [], 0, false, new()) : new(await arrived.Whole(CancellationToken.None), [], 0, false, arrived);

    public void Dispose() => arrived?.Dispose();
}

/// <summary>Reads <c>multipart/form-data</c> as it arrives (OpenRosa, rows 48 to 66): files go to disk in chunks, only the XML is held.</summary>
internal static class UploadReading
{
    public const int MostFiles = 200;
    private const int MostParts = 250, Small = 4 * 1024, Large = 32 * 1024;
    private const string XmlPart = "xml_submission_file", IncompleteField = "*isIncomplete*";

    /// <exception cref="UnreadableUpload">It is not an upload, or it was cut off.</exception>
    public static async Task<Upload> Read(HttpRequest request, Blobs blobs, CancellationToken cancel)
    {
        if (request.Headers.ContentEncoding is [_, ..] and not ["identity"])
            throw new UnreadableUpload("phone.compressed", StatusCodes.Status415UnsupportedMediaType);
        var reader = new MultipartReader(Boundary(request), request.Body, request.ContentLength > Large ? Large : Small) { HeadersCountLimit = 32, HeadersLengthLimit = 64 * 1024, BodyLengthLimit = null };
        ArrivingXml? xml = null;
        var (incomplete, nameless, parts) = (false, 0, 0);
        var files = new List<UploadedFile>();
        try
        {
            while (await reader.ReadNextSectionAsync(cancel) is { } section)
            {
                var (name, isFile) = Head(section);
                if (++parts > MostParts || (isFile && name != XmlPart && files.Count + nameless == MostFiles))
                    throw new UnreadableUpload("phone.too-many-files");
                if (name == XmlPart)
                    xml = xml is null ? await ArrivingXml.Read(section.Body, blobs, cancel) : throw new UnreadableUpload("phone.two-records");
                else if (name == IncompleteField)
                    incomplete = await SaysYes(section.Body, cancel);
                else if (!isFile)
                    continue;
                else if (name.Length == 0)
                    nameless++;
                else
                    files.Add(await ToDisk(section, name, blobs, cancel));
            }
            return xml is null ? throw new UnreadableUpload("phone.no-xml") : new(await xml.Whole(cancel), files, nameless, incomplete, xml);
        }
        catch (Exception failure)
        {
            foreach (var file in files)
                file.Dispose();
            if (Why(failure, xml) is { } why)
                throw why;
            xml?.Dispose();
            throw;
        }
    }

    private static UnreadableUpload? Why(Exception failure, ArrivingXml? xml) => failure switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new("phone.too-large", StatusCodes.Status413PayloadTooLarge, ended: true, xml),
        _ when Outage.Is(failure) => null,
        IOException or InvalidDataException => new("phone.cut-off", ended: failure is IOException, arrived: xml),
        UnreadableUpload why => new(why.Code, why.Status, why.Ended, xml),
        _ => null,
    };

    private static string Boundary(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            throw new UnreadableUpload("phone.not-multipart");
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        return string.IsNullOrEmpty(boundary) || boundary.Length > 200 ? throw new UnreadableUpload("phone.not-multipart") : boundary;
    }

    // The part's name, not its file name, is what the answers use (row 48). Any folder in it is dropped: it names an answer, never a path.
    // A name that no answer can have is empty: its file is passed over, and the record is not lost for it (row 64).
    // A part without file name and type is a field of the form that a browser shows, and no file.
    private static (string Name, bool IsFile) Head(MultipartSection section)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
            throw new UnreadableUpload("phone.cut-off");
        // OkHttp and browsers write a quotation mark inside a name as %22 and leave percent signs alone.
        var name = (HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "").Replace("%22", "\"", StringComparison.Ordinal);
        name = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        return (name.Length <= 255 && !name.Any(char.IsControl) ? name : "", disposition.IsFileDisposition() || section.ContentType is not null);
    }

    private static async Task<bool> SaysYes(Stream field, CancellationToken cancel)
    {
        var said = new byte[3];
        return await field.ReadAtLeastAsync(said, said.Length, throwOnEndOfStream: false, cancel) == said.Length && said.AsSpan().SequenceEqual("yes"u8);
    }

    private static async Task<UploadedFile> ToDisk(MultipartSection section, string name, Blobs blobs, CancellationToken cancel)
    {
        var blob = blobs.Create();
        var chunk = System.Buffers.ArrayPool<byte>.Shared.Rent(Blobs.Chunk);
        try
        {
            for (int read; (read = await section.Body.ReadAsync(chunk, cancel)) > 0;)
                blob.Write(chunk.AsSpan(0, read));
            return new(name, TypeOf(section.ContentType), blob);
        }
        catch
        {
            blob.Dispose();
            throw;
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private static string TypeOf(string? claimed) =>
        MediaTypeHeaderValue.TryParse(claimed, out var type) && type.MediaType is { HasValue: true, Length: < 100 } ? type.MediaType.Value.ToLowerInvariant() : "application/octet-stream";
}
