// Feeds the readers of forms, records and uploads, and a whole running server, with input that is broken in every way we know, for as long as asked.
//
//   dotnet run -c Release --project bench/fuzz -- [seconds for each of the five, default 60]
//
// The readers must read or give their reason and throw nothing; the server must answer every request itself (below 500) or see it cut off, and its
// folder must verify afterwards, with its peak of memory told. A failure prints the seed that CsCheck repeats it with, and ends with exit code 1.
// The same code runs shortly in ./test (HostileTests, UploadProperties).
using System.Diagnostics;
using System.Globalization;
using Adit;
using Adit.Bench.Fuzz;
using Adit.Forms;
using Adit.Storage;
using Adit.Tests;
using Adit.Tests.Phones;
using Adit.Verify;
using CsCheck;

var seconds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 60;
var shipped = Directory.EnumerateFiles(Path.Combine(Beginning.Catalogue, "forms"), "*.xml").Order(StringComparer.Ordinal).Select(File.ReadAllBytes).Append(Fuzzing.Form).ToArray();
var form = XFormReading.Read(Fuzzing.Form).Form!;
var blobs = new FolderBlobs(Directory.CreateTempSubdirectory("adit-fuzz-").FullName);
var failed = false;

Run("forms", Gen.Int[0, shipped.Length - 1].SelectMany(n => Fuzzing.Xml(shipped[n])), Fuzzing.ReadForm);
Run("records", Fuzzing.Xml(Fuzzing.Record), bytes => Fuzzing.ReadRecord(form, bytes));
Run("uploads", Gen.Select(Fuzzing.Multipart(UploadFuzzing.Sample), Gen.Int), one => UploadFuzzing.Read(blobs, one.Item1, one.Item2)?.Dispose());
Run("uploads, whole", Gen.Select(UploadFuzzing.Parts, Gen.Int), one => Whole(one.Item1, one.Item2));
failed |= !await ServerFuzzing.Run(TimeSpan.FromSeconds(seconds));
return failed ? 1 : 0;

void Run<T>(string what, Gen<T> gen, Action<T> use)
{
    var (count, clock) = (0L, Stopwatch.StartNew());
    try
    {
        gen.Sample(one =>
        {
            Interlocked.Increment(ref count);
            use(one);
        }, time: seconds);
        Console.WriteLine($"{what,-16} {count,12:N0} inputs in {clock.Elapsed.TotalSeconds:0} s, nothing thrown");
    }
    catch (CsCheckException failure)
    {
        failed = true;
        Console.WriteLine($"{what,-16} FAILED after {count:N0} inputs: {failure.Message}");
    }
}

void Whole((string Name, byte[] Bytes)[] parts, int seed)
{
    using var upload = UploadFuzzing.Read(blobs, UploadFuzzing.Body([.. parts, ("xml_submission_file", Fuzzing.Record)]), seed);
    if (upload is null || !upload.Files.Select(f => f.Name).SequenceEqual(parts.Select(p => p.Name)) || upload.Files.Zip(parts).Any(f => !Blobs.Whole(f.First.Blob).GetAwaiter().GetResult().AsSpan().SequenceEqual(f.Second.Bytes)))
        throw new InvalidOperationException("A file did not come out as it was sent.");
}
