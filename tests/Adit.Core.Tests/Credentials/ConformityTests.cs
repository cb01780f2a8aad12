using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Adit.Credentials;
using Adit.Tests.Ledger;
using Json.Schema;

namespace Adit.Tests.Credentials;

/// <summary>What is issued is what UNTP's own schemas ask for. The schemas are not ours: they are read from ../shared/data/untp, and where they are missing the tests say so.</summary>
public sealed class ConformityTests
{
    [Fact]
    public void A_month_is_a_conformity_credential_as_untp_0_7_0_has_it() => Valid("untp-0.7.0.tar.gz", "schemas/ConformityCredential.json", Sample.WithProof);

    [Fact]
    public void A_credential_that_claims_more_than_the_schema_knows_is_refused_by_it()
    {
        // So that the schema is seen to refuse at all.
        var wrong = (JsonObject)Sample.Claims.DeepClone();
        wrong["credentialSubject"]!["attestationType"] = "blessing";

        Assert.False(Validates("untp-0.7.0.tar.gz", "schemas/ConformityCredential.json", Sample.Utf8(wrong)));
    }

    [Fact]
    public void What_an_operator_states_is_a_facility_record_as_untps_models_have_it()
    {
        var stated = new FacilityStated(
            "https://operator.example/facility/n1", new("did:web:operator.example", "Coopérative Exemple"), new("https://monitor.example.org/sites/N1", "Mine Exemple n° 1"), "N1", new("https://monitor.example.org/sites", "Sites of the programme"), "CD",
            Sample.At, [new("https://operator.example/facility/n1#safety", "social.safety", new(2026, 10, 31), "No pit is deeper than 10 m.")]);

        Valid("untp-0.6.1-models.tar.gz", "untp-dfr/artefacts/untp-dfr-schema.json", Sample.Utf8(FacilityRecord.Of(stated)));
    }

    [Fact]
    public void A_month_is_no_certificate_and_says_of_nothing_that_it_conforms()
    {
        var subject = Sample.Claims["credentialSubject"]!;

        Assert.Equal(("inspection", "3rdParty", "no-endorsement"), (subject["attestationType"]!.GetValue<string>(), subject["assessorLevel"]!.GetValue<string>(), subject["assessmentLevel"]!.GetValue<string>()));
        Assert.All(subject["conformityAssessment"]!.AsArray(), a => Assert.False(a!.AsObject().ContainsKey("conformance")));
        Assert.False(subject.AsObject().ContainsKey("conformityCertificate"));
    }

    [Fact]
    public void Indicators_that_were_not_looked_at_stand_beside_those_that_were() => Assert.Equal(
        ["open S2, observed", "nothing open among what was looked at", "not observed"],
        Sample.Claims["credentialSubject"]!["conformityAssessment"]!.AsArray().Select(a => a!["assessedPerformance"]![0]!["score"]!["definition"]!.GetValue<string>()));

    // The rules of the data model that no schema says: contexts and types in their order, texts where texts are asked for.
    [Fact]
    public void A_month_keeps_the_rules_of_w3cs_data_model()
    {
        Assert.True(CredentialFile.TryRead(Sample.WithProof, out _, out var where), where);
        Assert.Equal("https://www.w3.org/ns/credentials/v2", Sample.Claims["@context"]![0]!.GetValue<string>());
        Assert.Contains("VerifiableCredential", Sample.Claims["type"]!.AsArray().Select(t => t!.GetValue<string>()));
        foreach (var typed in (string[])["credentialStatus", "credentialSubject", "issuer"])
            Assert.True(Sample.Claims[typed]!.AsObject().ContainsKey("type"), typed);
        Assert.True(Uri.TryCreate(Sample.Claims["id"]!.GetValue<string>(), UriKind.Absolute, out _));
    }

    internal static void Valid(string archive, string schema, byte[] document) => Assert.True(Validates(archive, schema, document));

    private static bool Validates(string archive, string schema, byte[] document)
    {
        var text = SchemaIn(archive, schema);
        Assert.SkipWhen(text is null, $"../shared/data/untp/{archive} is not here: nothing was checked against UNTP's schema.");
        using var json = JsonDocument.Parse(document);
        var results = JsonSchema.FromText(text).Evaluate(json.RootElement, new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        foreach (var wrong in (results.Details ?? []).Where(d => d.Errors is not null))
            TestContext.Current.TestOutputHelper?.WriteLine($"{wrong.InstanceLocation}: {string.Join("; ", wrong.Errors!.Values)}");
        return results.IsValid;
    }

    private static string? SchemaIn(string archive, string schema)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "adit.slnx")))
            folder = folder.Parent;
        var file = Path.Combine(folder!.Parent!.FullName, "shared", "data", "untp", archive);
        if (!File.Exists(file))
            return null;
        using var tar = new TarReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
            if (entry.Name.EndsWith(schema, StringComparison.Ordinal))
            {
                using var reader = new StreamReader(entry.DataStream!);
                return reader.ReadToEnd();
            }
        throw new InvalidDataException($"{archive} has no {schema} in it.");
    }
}
