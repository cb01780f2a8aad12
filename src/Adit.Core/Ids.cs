using System.Text.Json.Serialization;

namespace Adit;

/// <summary>Writes and reads every id the one way Adit does: a UUID in lower case with hyphens.</summary>
public static class Id
{
    /// <summary>Reads an id; false for anything but the 36-character form. Upper case is accepted, since phones send it.</summary>
    public static bool TryRead(string? text, out Guid id) => Guid.TryParseExact(text, "D", out id);

    /// <summary>A name-based UUID (RFC 9562 §5.5, version 5): the same source and name give the same id for ever.</summary>
    public static Guid From(Guid source, string name)
    {
        Span<byte> input = new byte[16 + System.Text.Encoding.UTF8.GetByteCount(name)];
        source.TryWriteBytes(input, bigEndian: true, out _);
        System.Text.Encoding.UTF8.GetBytes(name, input[16..]);
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // RFC 9562 names SHA-1 for version 5; nothing here relies on its strength.
        System.Security.Cryptography.SHA1.HashData(input, hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}

/// <summary>A site, pit, reference site or wash point: anything a submission can be about by place.</summary>
[JsonConverter(typeof(SiteIdJson))]
public readonly record struct SiteId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}

/// <summary>One record sent by a phone, a page or an import; stays the same through edits.</summary>
[JsonConverter(typeof(SubmissionIdJson))]
public readonly record struct SubmissionId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}

/// <summary>One matter that somebody must answer for, however many records speak of it.</summary>
[JsonConverter(typeof(IncidentIdJson))]
public readonly record struct IncidentId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The corrective action plan of a site for one month.</summary>
[JsonConverter(typeof(PlanIdJson))]
public readonly record struct PlanId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}

/// <summary>A report about one site and one month, in all its versions.</summary>
[JsonConverter(typeof(ReportIdJson))]
public readonly record struct ReportId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}

/// <summary>One corrective action, in however many months' plans it stands.</summary>
[JsonConverter(typeof(ActionIdJson))]
public readonly record struct ActionId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}

/// <summary>An organisation that has to do with sites or with what comes from them.</summary>
[JsonConverter(typeof(OrganisationIdJson))]
public readonly record struct OrganisationId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}

/// <summary>What the programme and an organisation agreed on: from it follows what the organisation sees.</summary>
[JsonConverter(typeof(AgreementIdJson))]
public readonly record struct AgreementId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}

/// <summary>An audit of the programme by somebody from outside.</summary>
[JsonConverter(typeof(AuditIdJson))]
public readonly record struct AuditId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}

/// <summary>What an organisation groups of the measures that it has taken on.</summary>
[JsonConverter(typeof(ProjectIdJson))]
public readonly record struct ProjectId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}

/// <summary>Somebody or something that acts: a user, an agent, or the program itself. Names are kept apart, sealed.</summary>
[JsonConverter(typeof(ActorIdJson))]
public readonly record struct ActorId(Guid Value)
{
    /// <summary>The program acting by rule, not by anybody's wish.</summary>
    public static ActorId Program => default;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}
