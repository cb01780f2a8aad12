using System.Security.Cryptography;
using System.Text;

namespace Adit.Risk;

/// <summary>All that Adit knows about mines, as read from one set of files. Immutable.</summary>
public sealed class Catalogue
{
    private readonly CatalogueParts _parts;
    private readonly Dictionary<string, int> _indicators;
    private readonly IReadOnlyList<Indicator>[] _reading;

    internal Catalogue(CatalogueParts parts, IReadOnlyList<Indicator> indicators, string version)
    {
        _parts = parts;
        Indicators = indicators;
        Version = version;
        _indicators = indicators.ToDictionary(one => one.Id, one => one.Index);
        _reading = [.. parts.Observables.Select((_, i) => (IReadOnlyList<Indicator>)[.. indicators.Where(one => one.Reads[i])])];
    }

    /// <summary>SHA-256, in hex, over the paths and bytes of all files in ordinal order of their paths.</summary>
    public string Version { get; }

    /// <summary>What a question can hold.</summary>
    public IReadOnlyList<Observable> Observables => _parts.Observables;

    /// <summary>The risk groups, in the order of the grid.</summary>
    public IReadOnlyList<Group> Groups => _parts.Groups;

    /// <summary>The kinds of clock.</summary>
    public IReadOnlyList<Regime> Regimes => _parts.Regimes;

    /// <summary>The standards that clauses point into.</summary>
    public IReadOnlyList<Standard> Standards => _parts.Standards;

    /// <summary>What the marks of clauses mean.</summary>
    public IReadOnlyList<Mark> Marks => _parts.Marks;

    /// <summary>The dimensions of observations.</summary>
    public IReadOnlyList<DimensionDefinition> Dimensions => _parts.Dimensions;

    /// <summary>The numbers that a site or programme may set.</summary>
    public IReadOnlyList<Parameter> Parameters => _parts.Parameters;

    /// <summary>The measures that mend findings, in the order of the file; none in a catalogue of before there were any.</summary>
    public IReadOnlyList<Measure> Measures => _parts.Measures;

    /// <summary>The indicators, in the order of their ids.</summary>
    public IReadOnlyList<Indicator> Indicators { get; }

    /// <summary>The indicator of an id; null if there is none.</summary>
    public Indicator? Indicator(string id) => _indicators.TryGetValue(id, out var index) ? Indicators[index] : null;

    /// <summary>The regime of an id; null if there is none.</summary>
    public Regime? Regime(string id) => _parts.Regimes.FirstOrDefault(regime => regime.Id == id);

    /// <summary>Index of an observable; −1 if there is none.</summary>
    public int ObservableIndex(string id) => _parts.ObservableIndex(id);

    /// <summary>The indicators that read an observable, or look by it.</summary>
    public IReadOnlyList<Indicator> Reading(int observable) => _reading[observable];

    /// <summary>Reads a catalogue: the catalogue, or everything that is wrong with it.</summary>
    /// <param name="files">
    /// The files with their paths inside the catalogue folder, with forward slashes: <c>observables.json</c>, <c>indicators/OH-04.json</c>.
    /// Paths under <c>schema/</c> and <c>forms/</c> and those not ending in <c>.json</c> are passed over.
    /// </param>
    /// <param name="published">It was in force once and stays readable for ever: that a later program asks for more worked cases is no fault of it.</param>
    public static CatalogueReading Read(IEnumerable<(string Path, ReadOnlyMemory<byte> Bytes)> files, bool published = false)
    {
        var read = files
            .Where(file => file.Path.EndsWith(".json", StringComparison.Ordinal)
                && !file.Path.StartsWith("schema/", StringComparison.Ordinal) && !file.Path.StartsWith("forms/", StringComparison.Ordinal))
            .OrderBy(file => file.Path, StringComparer.Ordinal).ToList();
        var faults = new List<Fault>();
        var parts = CatalogueParts.Read(read, faults);
        var indicators = new List<Indicator>();
        foreach (var (path, bytes) in read.Where(file => file.Path.StartsWith("indicators/", StringComparison.Ordinal)))
            if (Json.Read(path, bytes.Span, faults) is { } json && IndicatorReading.Read(path, json, parts, indicators.Count, faults) is { } indicator)
                AddOnce(indicators, indicator, path, faults);
        parts.ReadMeasures(read, [.. indicators.Select(one => one.Id)], faults);
        foreach (var (path, _) in read.Where(file => !CatalogueParts.Knows(file.Path)))
            faults.Add(new(path, 0, "unknown-file", "There is no place for this file in a catalogue."));
        if (published)
            faults.RemoveAll(fault => fault.Rule == CaseReading.Missing);
        return faults.Count > 0
            ? new(null, [.. faults.OrderBy(fault => fault.File, StringComparer.Ordinal).ThenBy(fault => fault.Line)])
            : new(new(parts, indicators, VersionOf(read)), []);
    }

    private static void AddOnce(List<Indicator> indicators, Indicator indicator, string path, List<Fault> faults)
    {
        if (indicators.Any(one => one.Id == indicator.Id))
            faults.Add(new(path, 1, "repeated-id", $"There is another indicator \"{indicator.Id}\"."));
        else
            indicators.Add(indicator);
    }

    private static string VersionOf(List<(string Path, ReadOnlyMemory<byte> Bytes)> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[8];
        foreach (var (path, bytes) in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path + "\0"));
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes.Span);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>A catalogue, or all that is wrong with it.</summary>
/// <param name="Catalogue">Null if there are faults.</param>
/// <param name="Faults">In the order of files and lines.</param>
public sealed record CatalogueReading(Catalogue? Catalogue, IReadOnlyList<Fault> Faults);
