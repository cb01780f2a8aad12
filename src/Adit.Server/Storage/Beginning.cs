using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Adit.Forms;
using Adit.Ledger;
using Adit.People;
using Adit.Risk;

namespace Adit.Storage;

/// <summary>Makes the first entries of a ledger: its origin, the catalogue and the forms that ship, and an owner.</summary>
internal static class Beginning
{
    /// <summary>The files that ship beside the program.</summary>
    public static string Catalogue { get; } = Path.Combine(AppContext.BaseDirectory, "catalogue");

    /// <summary>Creates the ledger. The origin is drawn at random and says nothing of any host; it can never be changed.</summary>
    public static async Task Create(Database database, Settings settings, string programme, bool simulated)
    {
        using var signing = Signing.Load(database.Keys, settings.SigningKey);
        var origin = $"{(simulated ? "adit-demo" : "adit")}/{Slug(programme)}/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        var key = new VerifierKey(origin, signing.PublicKey);
        await database.Write(writing =>
        {
            // The first write of a program that has just started takes long where the machine is busy, and nobody waits for the turn of a ledger that is not there yet.
            Dialect.Unhurried(writing.Db.Db);
            return writing.Record(ActorId.Program, new LedgerCreated(origin, programme, simulated, key.ToString(), Entry.Version));
        });
        await PublishCatalogue(database, ActorId.Program, Catalogue, DateOnly.MinValue);
        var catalogues = new Catalogues(database);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Catalogue, "forms"), "*.xml").Order(StringComparer.Ordinal))
            if (await Publishing(database, catalogues, ActorId.Program, await File.ReadAllBytesAsync(file)) is { IsEmpty: false } faults)
                throw new InvalidDataException($"{file} cannot be published: {string.Join(' ', faults.Select(f => f.Sentence("en")))}");
    }

    /// <summary>Brings the catalogue of a folder into force; returns what is wrong with it where it cannot be.</summary>
    public static Task<IReadOnlyList<Fault>> PublishCatalogue(Database database, ActorId actor, string folder, DateOnly from) =>
        PublishCatalogue(database, actor, FilesOf(folder), from);

    /// <inheritdoc cref="PublishCatalogue(Database, ActorId, string, DateOnly)"/>
    public static async Task<IReadOnlyList<Fault>> PublishCatalogue(Database database, ActorId actor, IReadOnlyList<(string Path, ReadOnlyMemory<byte> Bytes)> files, DateOnly from)
    {
        var read = Risk.Catalogue.Read(files);
        if (read.Catalogue is not { } catalogue)
            return read.Faults;
        await database.Write(writing => writing.Record(actor, new CataloguePublished(catalogue.Version[..12], catalogue.Version, from, Catalogues.Pack(files))));
        return [];
    }

    /// <summary>The files of a catalogue folder, with their paths inside it.</summary>
    public static IReadOnlyList<(string Path, ReadOnlyMemory<byte> Bytes)> FilesOf(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
            .Select(f => (Path: Path.GetRelativePath(folder, f).Replace('\\', '/'), File: f))
            .Where(f => !f.Path.StartsWith("schema/", StringComparison.Ordinal))
            .Select(f => (f.Path, (ReadOnlyMemory<byte>)File.ReadAllBytes(f.File)))];

    /// <summary>
    /// Publishes a form version, if it can be read and observes only what the catalogue in force knows; returns what is wrong with it where it cannot be. The
    /// same bytes again change nothing. There is no other way to publish.
    /// </summary>
    public static async Task<ImmutableArray<XmlFault>> Publishing(Database database, Catalogues catalogues, ActorId actor, byte[] xml)
    {
        var read = XFormReading.Read(xml);
        if (read.Form is not { } form)
            return read.Faults;
        if (FormRules.Faults(form, o => catalogues.KindOf(o) is not null) is { IsEmpty: false } against)
            return against;
        var md5 = Phones.OpenRosaAnswer.Md5(xml);
        return await database.Write(writing =>
        {
            if (writing.Db.First("select md5 from form_versions where form = $1 and version = $2", row => row.Text(0), form.Id, form.Version) is { } held)
                return held == md5 ? [] : [new XmlFault("version-published", 0, form.Version)];
            writing.Record(actor, new FormPublished(form.Id, form.Version, form.Title, md5, xml));
            return ImmutableArray<XmlFault>.Empty;
        });
    }

    private static string Slug(string name)
    {
        var plain = name.Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark);
        var slug = string.Concat(plain.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));
        slug = string.Join('-', slug.Split('-', StringSplitOptions.RemoveEmptyEntries));
        return slug.Length == 0 ? "programme" : slug[..Math.Min(slug.Length, 40)];
    }
}
