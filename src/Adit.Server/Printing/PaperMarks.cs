using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Adit.Incidents;
using Adit.People;
using Adit.Plans;
using Adit.Protection;
using Adit.Reports;
using Adit.Storage;
using Adit.Web;

namespace Adit.Printing;

/// <summary>What a paper is that is made when it is asked for and published by nobody.</summary>
internal enum PaperKind : byte
{
    /// <summary>A month of the sites of an organisation.</summary>
    Digest,

    /// <summary>An OECD step 5 pack.</summary>
    StepFive,

    /// <summary>The evidence for a recognition.</summary>
    Recognition,

    /// <summary>A plan, or a line of one. Its subject is the site.</summary>
    Plan,

    /// <summary>What is said of an incident, which is its subject.</summary>
    Alert,
}

/// <summary>By what anybody with a paper in hand sees that this programme made it, and whether it is still up to date.</summary>
/// <param name="Address">From anywhere.</param>
public sealed record PaperMarkView(string Address, QrView Qr);

/// <summary>What the address on a paper says.</summary>
/// <param name="Size">How many entries the ledger had when it was made.</param>
/// <param name="Subject">What it is about; empty for several things.</param>
internal readonly record struct PaperMark(PaperKind Kind, DateTimeOffset Made, long Size, Guid Subject);

/// <summary>
/// Addresses for papers that are no entries of the ledger. What is to be said of a paper stands in its address, with a code that only this programme can make: nothing is kept of it, so that whoever makes papers fills no table. The address
/// names neither site nor reader.
/// </summary>
internal static class PaperMarks
{
    private const int MarkBytes = 1 + 4 + 6 + 16, CodeBytes = 12;
    private static readonly byte[] Label = "paper\0"u8.ToArray();

    /// <summary>Where papers are looked up.</summary>
    public const string Root = "/papers";

    public static void MapPapers(this IEndpointRouteBuilder routes) => routes.MapGet(Root + "/{mark}", Check).Needs(Right.Public);

    /// <summary>The mark of a paper that is made now.</summary>
    public static PaperMarkView Of(IServiceProvider services, PaperKind kind, Guid subject)
    {
        var database = services.GetRequiredService<Database>();
        var address = $"{services.GetRequiredService<Settings>().PublicOrigin}{Root}/{Write(database.Keys.AliasKey, new(kind, database.Now.ToDateTimeOffset(), database.Size, subject))}";
        return new(address, CollectSettings.Qr(address));
    }

    /// <summary>A mark as text.</summary>
    public static string Write(byte[] key, PaperMark mark)
    {
        Span<byte> bytes = stackalloc byte[MarkBytes + CodeBytes];
        bytes[0] = (byte)mark.Kind;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[1..], checked((uint)(mark.Made.ToUnixTimeSeconds() / 60)));
        Span<byte> size = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(size, mark.Size);
        size[2..].CopyTo(bytes[5..]);
        mark.Subject.TryWriteBytes(bytes[11..], bigEndian: true, out _);
        Code(key, bytes[..MarkBytes], bytes[MarkBytes..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a mark; null where this programme did not make it.</summary>
    public static PaperMark? Read(byte[] key, string text)
    {
        Span<byte> bytes = stackalloc byte[MarkBytes + CodeBytes], code = stackalloc byte[CodeBytes];
        if (text.Length != Base64Url.GetEncodedLength(bytes.Length) || !Base64Url.TryDecodeFromChars(text, bytes, out var read) || read != bytes.Length)
            return null;
        Code(key, bytes[..MarkBytes], code);
        Span<byte> size = stackalloc byte[8];
        size.Clear();
        bytes[5..11].CopyTo(size[2..]);
        return CryptographicOperations.FixedTimeEquals(code, bytes[MarkBytes..]) && Enum.IsDefined((PaperKind)bytes[0])
            ? new((PaperKind)bytes[0], DateTimeOffset.FromUnixTimeSeconds(60L * BinaryPrimitives.ReadUInt32BigEndian(bytes[1..])), BinaryPrimitives.ReadInt64BigEndian(size), new(bytes[11..MarkBytes], bigEndian: true)) : null;
    }

    private static void Code(byte[] key, ReadOnlySpan<byte> mark, Span<byte> code)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, (byte[])[.. Label, .. mark], whole);
        whole[..CodeBytes].CopyTo(code);
    }

    private static IResult Check(string mark, HttpContext http)
    {
        var (database, frame) = (http.RequestServices.GetRequiredService<Database>(), Web.Frames.Of(http));
        if (Read(database.Keys.AliasKey, mark) is not { } read)
            return Web.Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var since = database.Read(db => Since(db, read));
        return Web.Pages.Answer<PaperCheckPage>(frame, new PaperCheckView(IncidentWords.KeyOf(read.Kind), read.Made.ToOffset(frame.Now.Offset), read.Size, database.Created!.Origin, since));
    }

    // Whether something it could tell of happened since: of many things that reports of any were published, corrected or withdrawn.
    private static bool Since(System.Data.Common.DbConnection db, PaperMark mark) => mark.Kind switch
    {
        PaperKind.Alert => IncidentsTable.Entries(db, new(mark.Subject)).Any(e => e >= mark.Size),
        PaperKind.Plan => PlansTable.OfSite(db, new(mark.Subject)).Select(p => p.Id.Value).Concat(PlansTable.At(db, new(mark.Subject)).Select(a => a.Id.Value)).Any(s => PlansTable.Entries(db, s).Any(e => e >= mark.Size)),
        _ => ReportsTable.Touched(db, mark.Size, 1).Count > 0,
    };
}
