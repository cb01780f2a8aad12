using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Adit;

/// <summary>A moment on the server's clock, in whole microseconds since 1970 UTC. The default is 1970-01-01T00:00Z.</summary>
[JsonConverter(typeof(InstantJson))]
public readonly record struct Instant(long Micros) : IComparable<Instant>
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>The moment a clock of the base library shows; what is finer than a microsecond is dropped.</summary>
    public static Instant From(DateTimeOffset time) => new((time.UtcTicks - DateTime.UnixEpoch.Ticks) / 10);

    /// <summary>Reads the one form in which instants stand in the ledger: <c>2026-11-23T15:57:27.123456Z</c>.</summary>
    public static bool TryRead(string? text, out Instant instant)
    {
        var read = DateTimeOffset.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        instant = read ? From(time) : default;
        return read;
    }

    /// <summary>The same moment as the base library's type, at offset zero.</summary>
    public DateTimeOffset ToDateTimeOffset() => new(DateTime.UnixEpoch.Ticks + Micros * 10, TimeSpan.Zero);

    /// <inheritdoc/>
    public int CompareTo(Instant other) => Micros.CompareTo(other.Micros);

    /// <summary>The form of the ledger: UTC with six digits of a second.</summary>
    public override string ToString() => ToDateTimeOffset().ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>Earlier than.</summary>
    public static bool operator <(Instant a, Instant b) => a.Micros < b.Micros;

    /// <summary>Later than.</summary>
    public static bool operator >(Instant a, Instant b) => a.Micros > b.Micros;

    /// <summary>Not later than.</summary>
    public static bool operator <=(Instant a, Instant b) => a.Micros <= b.Micros;

    /// <summary>Not earlier than.</summary>
    public static bool operator >=(Instant a, Instant b) => a.Micros >= b.Micros;
}

internal sealed class InstantJson : JsonConverter<Instant>
{
    public override Instant Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        Instant.TryRead(reader.GetString(), out var instant) ? instant : throw new JsonException("Not an instant of the ledger.");

    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

internal abstract class IdJson<T>(Func<Guid, T> make, Func<T, Guid> value) : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        Id.TryRead(reader.GetString(), out var id) ? make(id) : throw new JsonException("Not an id.");

    public override void Write(Utf8JsonWriter writer, T id, JsonSerializerOptions options) => writer.WriteStringValue(value(id));
}

internal sealed class IncidentIdJson() : IdJson<IncidentId>(id => new(id), id => id.Value);

internal sealed class ReportIdJson() : IdJson<ReportId>(id => new(id), id => id.Value);

internal sealed class PlanIdJson() : IdJson<PlanId>(id => new(id), id => id.Value);

internal sealed class ActionIdJson() : IdJson<ActionId>(id => new(id), id => id.Value);

internal sealed class OrganisationIdJson() : IdJson<OrganisationId>(id => new(id), id => id.Value);

internal sealed class AgreementIdJson() : IdJson<AgreementId>(id => new(id), id => id.Value);

internal sealed class AuditIdJson() : IdJson<AuditId>(id => new(id), id => id.Value);

internal sealed class ProjectIdJson() : IdJson<ProjectId>(id => new(id), id => id.Value);

internal sealed class SiteIdJson() : IdJson<SiteId>(id => new(id), id => id.Value);

internal sealed class SubmissionIdJson() : IdJson<SubmissionId>(id => new(id), id => id.Value);

internal sealed class ActorIdJson() : IdJson<ActorId>(id => new(id), id => id.Value);
