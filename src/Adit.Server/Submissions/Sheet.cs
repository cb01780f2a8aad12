using System.Collections.Immutable;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;

namespace Adit.Submissions;

/// <summary>What a phone sent, matched to its form, with all that follows from it and nothing decided.</summary>
internal sealed class Sheet
{
    private readonly Device _device;
    private readonly SeenRecord _seen;
    private readonly RecordPlace? _place;
    private readonly Site? _site;
    private readonly ImmutableArray<string> _clock;

    /// <param name="latest">The latest time at which anything was recorded before; a later one than <paramref name="received"/> shows that our clock stepped back.</param>
    public Sheet(Sender sender, Register register, OpenForm form, Instance instance, byte[] xml, Instant received, Instant latest, Func<string, SeenKind?> kindOf)
    {
        (Sender, Form, Instance, Xml, Received) = (sender, form, instance, xml, received);
        _clock = received < latest ? [Facts.ClockBack] : [];
        var filled = new Filled(form.Form, instance);
        Answers = Answers.Of(filled);
        _device = Device.Of(filled);
        _seen = Observing.Of(filled, _device, kindOf);
        _place = RecordPlace.Of(filled);
        _site = SiteOf(register, _seen.Site, sender);
    }

    public Sender Sender { get; }

    public OpenForm Form { get; }

    public Instance Instance { get; }

    public byte[] Xml { get; }

    public Instant Received { get; }

    public Answers Answers { get; }

    /// <summary>Names of the files that belong to it: those that its answers name or, where the phone encrypted it, those of the envelope.</summary>
    public IEnumerable<string> Named => Instance.Encrypted is { } envelope ? envelope.Attachments : Answers.Attachments.Select(a => a.Name);

    /// <summary>What is protected as a whole takes no files, except those that the phone encrypted itself.</summary>
    public bool TakesFiles => !Protected || Instance.Encrypted is not null;

    private bool Protected => Form.Form.Tier == Tier.T3 || Instance.Encrypted is not null;

    /// <summary>The fact that this sheet becomes, should it be accepted.</summary>
    /// <param name="files">Those that came, and those carried over from the version it edits.</param>
    /// <param name="named">Names that its answers give to files.</param>
    public SubmissionAccepted ToFact(SubmissionId submission, string instanceId, ImmutableArray<KeptFile> files, IReadOnlySet<string> named, int stray, bool incomplete)
    {
        var zone = ZoneOf(_site);
        var arrived = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Received.ToDateTimeOffset(), zone).DateTime);
        var day = _seen.Seen.FirstOrDefault(s => s.Row.Length == 0)?.Day ?? _device.Day ?? arrived;
        // A record says when it was finished, which may be long ago: without a measure only a clock that is ahead shows.
        var drift = Sender.DriftSeconds ?? (_device.Clock is { } clock ? Math.Max(0, (Instant.From(clock).Micros - Received.Micros) / 1_000_000) : 0);
        var missing = TakesFiles ? named.Where(n => files.All(f => f.Name != n)).ToImmutableArray() : [];
        var envelope = new Envelope(
            submission, Form.Published.Form, Form.Published.Version, instanceId, Instance.DeprecatedId, Sender.Source, Sender.Key, Sender.DeviceId ?? _device.DeviceId, Sender.UserAgent,
            Form.Sha256, _site?.Id, day, _device.Clock?.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", System.Globalization.CultureInfo.InvariantCulture), drift, Sender.EnteredBy, missing, files, stray);
        var odd = Flags(drift, arrived.DayNumber - day.DayNumber, stray, incomplete && missing.Length > 0);
        var parts = Protected ? ImmutableArray.Create<ReadOnlyMemory<byte>>(default, default, default, Answers.Part(Tier.T3)) : Answers.Parts;
        return new(envelope, parts, Xml, Protected, odd) { Observed = _seen };
    }

    // Of a protected record nothing is said in the open but that it is one; our own clock is no part of it.
    private ImmutableArray<string> Flags(long drift, int age, int stray, bool incomplete)
    {
        if (Protected)
            return _clock;
        var historic = Sender.Source == Source.Historic;
        var metres = _place is { } at && _site?.Place is { } site ? site.MetresTo(new((decimal)at.Place.Latitude, (decimal)at.Place.Longitude)) - (double)(at.Place.AccuracyMetres ?? 0) : (double?)null;
        var odd = historic ? [] : Oddities.Of(_seen.Site is not null, _site is not null, _site is not null && Sender.Works(_site.Id), metres, drift, age, Form.Published.Newest, stray);
        return [.. odd, .. _clock, .. Sender.Vouched is null ? Array.Empty<string>() : ["let-in"], .. incomplete ? [SubmissionsTable.MoreFollows] : Array.Empty<string>(), .. Answers.Flags.Concat(_seen.Flags).Select(f => f.ToString()).Distinct()];
    }

    /// <summary>The site that the record names, by id or code; else the agent's only one.</summary>
    internal static Site? SiteOf(Register register, string? named, Sender sender)
    {
        if (named is null)
            return sender.Sites.Length == 1 ? register.Sites.GetValueOrDefault(sender.Sites[0]) : null;
        if (Id.TryRead(named, out var id) && register.Sites.TryGetValue(new(id), out var byId))
            return byId;
        return register.SiteCodes.TryGetValue(named, out var byCode) ? register.Sites[byCode] : null;
    }

    /// <summary>The zone of a site; where it has none that this machine knows, UTC.</summary>
    internal static TimeZoneInfo ZoneOf(Site? site) => ZoneOf(site?.Zone ?? "");

    internal static TimeZoneInfo ZoneOf(string named) => TimeZoneInfo.TryFindSystemTimeZoneById(named, out var zone) ? zone : TimeZoneInfo.Utc;
}
