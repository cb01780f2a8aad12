using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Adit;

/// <summary>Something that happened, in the words it will be kept in for ever. Who recorded it and when stands beside it, in the head.</summary>
public abstract record Fact
{
    /// <summary>Whom or what it is about: ids only, so that a head can be read without opening any tier.</summary>
    [JsonIgnore]
    public virtual ImmutableArray<Guid> Subjects => [];

    /// <summary>Codes of what is odd about it (<c>clock-ahead</c>, <c>far-from-site</c>), never values.</summary>
    [JsonIgnore]
    public virtual ImmutableArray<string> Flags => [];
}

/// <summary>A fact with its place in the ledger (from 0), the server's time of recording, and who recorded it.</summary>
public sealed record Recorded(long Index, Instant At, ActorId Actor, Fact Fact);
