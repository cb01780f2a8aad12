using System.Data.Common;
using System.Security.Cryptography;
using Adit.DataSets;
using Adit.Forms;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Plausibility;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Risk;

/// <summary>
/// Follows the ledger entry by entry and keeps ratings and days in step. What it writes depends on the entries alone, not on how they were batched:
/// live, after a restart and in a rebuild the rows are the same.
/// </summary>
internal sealed class Assessor(LedgerReading ledger, byte[] aliasKey, Func<DbConnection> reading, Action<Action<Connection>> keep)
{
    private const int MostSites = 512;

    private readonly Dictionary<SiteId, SiteStanding> _sites = [];
    private readonly Dictionary<(string, string), Form> _forms = [];
    private readonly Unkept _unkept = new();
    private readonly Visiting _visits = new(aliasKey, reading);
    private readonly Changing _entities = new(reading);
    private readonly Dictionary<Guid, Guid> _veils = [];
    private Catalogue? _catalogue;
    private Judge?[] _judges = [];
    private System.Collections.Frozen.FrozenDictionary<string, SeenKind> _kinds = System.Collections.Frozen.FrozenDictionary<string, SeenKind>.Empty;

    /// <summary>The ledger index after the last entry taken in.</summary>
    public long Next { get; private set; }

    /// <summary>How many entries were taken in and not yet kept.</summary>
    public long Pending { get; private set; }

    /// <summary>Whether more sites are held in memory than are to be.</summary>
    public bool Full => _sites.Count > MostSites;

    /// <summary>The bookmark as it was read or written last: who finds another one in the table was overtaken by a rebuild.</summary>
    public long Kept { get; private set; }

    /// <summary>Takes up from where the tables stand; what was taken in and not kept is dropped.</summary>
    public void Resume()
    {
        Next = Kept = RatingsTable.Next(reading());
        Pending = 0;
        _sites.Clear();
        Forget();
        _entities.Again();
        if (CatalogueTable.Newest(reading(), Next) is { } newest)
            Use(Catalogues.Open(newest.Files));
    }

    /// <summary>Reads at once how the sites stand of which the next entries speak, where that is not at hand: one by one, it would take longer than to rate them.</summary>
    public void Expect(IEnumerable<Recorded> next)
    {
        if (_catalogue is { } catalogue)
            Read(catalogue, [.. next.Select(r => (r.Fact as SubmissionAccepted)?.Envelope?.Site).OfType<SiteId>().Where(s => !_sites.ContainsKey(s)).Distinct()]);
    }

    /// <summary>Takes in the next entry.</summary>
    public void Take(Recorded recorded)
    {
        switch (recorded.Fact)
        {
            case SubmissionAccepted accepted: Accepted(recorded, accepted); break;
            case SubmissionWithdrawn withdrawn: EndAll(recorded.Index, withdrawn.Submission, of: _ => true); break;
            case SubmissionReviewed reviewed: Reviewed(recorded.Index, reviewed); break;
            case SiteRegistered site:
                Anew(recorded.Index, site.Site);
                _visits.Moved(site.Site);
                break;
            case SiteParameterSet set: Anew(recorded.Index, set.Site); break;
            case AgentAssigned assigned: Planned(recorded.Index, assigned.Agent); break;
            case PartErased: _unkept.All = recorded.Index; break;
            case CataloguePublished published: NewCatalogue(recorded.Index, published); break;
            case IncidentClosed { Cause: ClosingCause.VerifiedAction or ClosingCause.Mistaken or ClosingCause.Determination } closed:
                Decided(recorded.Index, closed.Site, closed.Ends, closed.Day, closed.Cause == ClosingCause.VerifiedAction ? DecisionKind.VerifiedAction : DecisionKind.Determination);
                break;
            case IncidentReopened { Undoes: { } then }: Undone(recorded.Index, then); break;
            case DeterminationDecided { Agreed: true, Outcome: Outcome.ReasonableRisk } decided: Decided(recorded.Index, decided.Site, decided.Indicators, decided.Day, DecisionKind.Confirmation); break;
            default: break;
        }
        // Last: what was kept on the way goes with the bookmark before this entry.
        _entities.Take(recorded, FormOf);
        Next = recorded.Index + 1;
        Pending++;
    }

    /// <summary>Passes over an entry of which a part was erased: nothing follows from it.</summary>
    public void Pass(long index)
    {
        Next = index + 1;
        Pending++;
    }

    /// <summary>Writes what has changed, with the bookmark, in one transaction.</summary>
    public void Keep()
    {
        // In the order of the rows' keys, so that what lies together is written together.
        var dirty = _sites.Values.Where(s => s.Dirty).OrderBy(s => s.Site.ToString(), StringComparer.Ordinal).ToList();
        foreach (var site in dirty)
            if (site.ChangedBy is { } by)
                _unkept.Change(site.Site, by);
        var (next, write) = (Next, _unkept.Prepare());
        var aside = _visits.Prepare().Concat(_entities.Prepare()).ToList();
        keep(db =>
        {
            foreach (var one in aside)
                one(db);
            foreach (var site in dirty)
                site.Keep(db);
            write(db);
            RatingsTable.Move(db, next);
        });
        Kept = next;
        Forget();
        Pending = 0;
        if (Full)
            _sites.Clear();
    }

    private void Forget()
    {
        _unkept.Forget();
        _visits.Forget();
        _entities.Forget();
    }

    private void Planned(long index, ActorId agent)
    {
        foreach (var site in PeopleTable.Planned(reading(), agent, index))
            _unkept.Change(site, index);
    }

    private void Accepted(Recorded recorded, SubmissionAccepted accepted)
    {
        if (accepted.Envelope is { Deprecates: not null } edit && _catalogue is not null)
            Edited(recorded.Index, edit.Submission);
        if (accepted.Envelope is not { Site: { } site } envelope)
        {
            if (accepted.Envelope is { } siteless && !accepted.Protected)
                _unkept.Use(recorded, siteless);
            return;
        }
        var account = AccountOf(recorded, accepted);
        if (account is { } said && StandingOf(site) is { } standing)
            Found(recorded.Index, site, accepted.Protected, standing.Apply(said));
        Note(recorded, accepted, envelope, site, account);
    }

    // Of a protected record no day and no agent stands in a table: only, under a keyed hash, which entries to read again should the site be judged anew.
    private void Note(Recorded recorded, SubmissionAccepted accepted, Envelope envelope, SiteId site, Account? account)
    {
        if (accepted.Protected)
        {
            _unkept.Add(site, db => DaysTable.Hold(db, HashOf(site), recorded.Index));
            return;
        }
        var days = (account?.Observations ?? []).Select(o => o.Day).Append(envelope.Day).Distinct().ToArray();
        _unkept.Use(recorded, envelope);
        _visits.Take(recorded, envelope, site, FormOf(envelope), accepted.Xml);
        _unkept.Change(site, recorded.Index);
        if (envelope.Source is not Source.Historic)
            _unkept.See(site, envelope.Day, recorded);
        _unkept.Add(site, new Figure(DaysTable.Received, envelope.Day, 1000, Add: true));
        if (account is { } said && _catalogue is not null)
            foreach (var figure in Figures.Of(_catalogue, said))
                _unkept.Add(site, figure);
        _unkept.Add(site, db =>
        {
            foreach (var day in days)
                DaysTable.Of(db, site, day, recorded.Index);
        });
    }

    // What a protected record found shows as its ratings do: of what it is about, and of protected indicators, nothing.
    private void Found(long index, SiteId site, bool closed, IReadOnlyList<Met> met)
    {
        foreach (var one in met)
            if (!one.Indicator.Protected)
                _unkept.Add(new FoundRow(index, site, one.Indicator.Id, closed ? Subject.Site : one.About, one.Day, one.Level, one.Grade));
    }

    private void Decided(long index, SiteId site, IEnumerable<string> indicators, DateOnly day, DecisionKind kind)
    {
        if (_catalogue is null || StandingOf(site) is not { } standing)
            return;
        _unkept.Change(site, index);
        foreach (var id in indicators)
            if (_catalogue.Indicator(id) is { } indicator)
                standing.Decide(index, indicator, day, kind);
    }

    private void Undone(long index, EndedThen then)
    {
        if (_catalogue is null || StandingOf(then.Site) is not { } standing)
            return;
        _unkept.Change(then.Site, index);
        foreach (var id in then.Indicators)
            if (_catalogue.Indicator(id) is { } indicator)
                standing.Undo(index, indicator, then.Entry);
    }

    // An agent cannot take back what opened an S1 or S2: the old version counts beside the new one until the office approves the edit. It is judged
    // at its own site; the edit may name another one, or none.
    private void Edited(long k, SubmissionId submission) => EndAll(k, submission, of: index =>
        !(Read(index) is { } before && before.Fact.Envelope!.Site is { } site && AccountOf(before.Recorded, before.Fact) is { } said && StandingOf(site) is { } standing && standing.IsSerious(said)));

    private void Reviewed(long k, SubmissionReviewed reviewed)
    {
        if (reviewed.State == ReviewState.Rejected)
            EndAll(k, reviewed.Submission, of: _ => true);
        else if (reviewed.State == ReviewState.Approved)
            Approve(k, reviewed.Submission);
    }

    private void Approve(long k, SubmissionId submission)
    {
        Keep();
        var versions = VersionsBefore(k, submission);
        EndAll(k, submission, of: index => index != versions[^1]);
        if (versions.Count > 0 && DaysTable.About(reading(), versions[^1]) is { Counts: false } about)
            Again(k, about.Site, about.Days, versions[^1], counts: true);
    }

    private void EndAll(long k, SubmissionId submission, Func<long, bool> of)
    {
        Keep();
        foreach (var index in VersionsBefore(k, submission))
            if (DaysTable.About(reading(), index) is { Counts: true } about && of(index))
                Again(k, about.Site, about.Days, index, counts: false);
    }

    // That a record counts no more (or again) and what follows from it are kept in one: a crash between the two would leave the ratings as they were.
    private void Again(long k, SiteId site, IReadOnlyCollection<DateOnly> days, long index, bool counts)
    {
        _unkept.Change(site, k);
        _unkept.Add(site, db => DaysTable.End(db, index, counts ? null : k));
        var counting = DaysTable.Counting(reading(), site, days).Where(i => i != index).Concat(counts ? [index] : []);
        var accounts = AccountsOf(counting.Concat(DaysTable.Held(reading(), HashOf(site))));
        StandingOf(site)?.Restate(k, days, accounts);
        var figures = accounts.SelectMany(a => Figures.Of(_catalogue!, a)).Where(f => days.Contains(f.Day)).ToList();
        _unkept.Add(site, db =>
        {
            foreach (var day in days)
            {
                DaysTable.ForgetFigures(db, site, day);
                DaysTable.SeeAnew(db, site, day, k);
            }
            foreach (var figure in figures)
                DaysTable.Figure(db, site, figure.Name, figure.Day, figure.Milli, figure.Add);
        });
        Keep();
    }

    private void Anew(long k, SiteId site)
    {
        _unkept.Change(site, k);
        if (_catalogue is null || (!_sites.ContainsKey(site) && RatingsTable.Kept(reading(), site) is null))
            return;
        Keep();
        if (StandingOf(site) is { } standing && SitesTable.History(reading(), site, k) is { } history)
            standing.Restate(k, history, AccountsOf(DaysTable.Counting(reading(), site).Concat(DaysTable.Held(reading(), HashOf(site)))));
    }

    // A new catalogue judges every site anew, at the index that brought it into force; what was open by the old one ends there.
    private void NewCatalogue(long k, CataloguePublished published)
    {
        Keep();
        Use(Catalogues.Open(published.Files.ToArray()));
        foreach (var site in SitesTable.Ids(reading()))
        {
            var accounts = AccountsOf(DaysTable.Counting(reading(), site).Concat(DaysTable.Held(reading(), HashOf(site))));
            if (accounts.Count == 0 && RatingsTable.Kept(reading(), site) is null)
                continue;
            var standing = StandingOf(site)!;
            standing.Restate(k, standing.History, accounts);
            Keep();
        }
    }

    private void Use(Catalogue catalogue)
    {
        (_catalogue, _kinds, _judges) = (catalogue, Catalogues.KindsOf(catalogue), new Judge?[catalogue.Indicators.Count]);
        _sites.Clear();
    }

    private SiteStanding? StandingOf(SiteId site)
    {
        if (_sites.TryGetValue(site, out var known))
            return known;
        if (_catalogue is null)
            return null;
        Read(_catalogue, [site]);
        return _sites.GetValueOrDefault(site);
    }

    private void Read(Catalogue catalogue, IReadOnlyCollection<SiteId> sites)
    {
        if (sites.Count == 0)
            return;
        var kept = RatingsTable.Kept(reading(), sites);
        foreach (var (site, history) in SitesTable.Histories(reading(), sites, Next))
            _sites[site] = new(site, catalogue, JudgeOf, history, kept.TryGetValue(site, out var state) ? state : null);
    }

    private Judge JudgeOf(Indicator indicator, SiteHistory site) => (_judges[indicator.Index] ??= new(_catalogue!, indicator, site)).At(site);

    private List<Account> AccountsOf(IEnumerable<long> indexes)
    {
        var accounts = new List<Account>();
        foreach (var index in indexes.Order())
            if (Read(index) is { } found && AccountOf(found.Recorded, found.Fact) is { } account)
                accounts.Add(account);
        return accounts;
    }

    private (Recorded Recorded, SubmissionAccepted Fact)? Read(long index) =>
        ledger.Whole(reading(), index) is { Fact: SubmissionAccepted { Envelope: not null } accepted } recorded ? (recorded, accepted) : null;

    private Account? AccountOf(Recorded recorded, SubmissionAccepted accepted)
    {
        if (_catalogue is null)
            return null;
        var envelope = accepted.Envelope!;
        var seen = accepted.Observed ?? Observe(envelope, accepted.Xml);
        return seen is null ? null : Accounts.Of(_catalogue, recorded.Index, envelope.Submission, new(Veiled(recorded.Actor.Value)), seen, envelope.Day, Veiled);
    }

    // Timelines are kept in a table. Who told something, and what a protected answer names, stand there only under a keyed hash: two sources can be told apart, and that is all.
    private Guid Veiled(Guid open)
    {
        if (!_veils.TryGetValue(open, out var veil))
            _veils[open] = veil = new(HMACSHA256.HashData(aliasKey, open.ToByteArray(bigEndian: true)).AsSpan(0, 16), bigEndian: true);
        return veil;
    }

    private string Veiled(string open) => Convert.ToHexStringLower(HMACSHA256.HashData(aliasKey, System.Text.Encoding.UTF8.GetBytes(open)).AsSpan(0, 16));

    private SeenRecord? Observe(Envelope envelope, ReadOnlyMemory<byte> xml) =>
        FormOf(envelope) is { } form ? Observing.Again(form, xml, o => _kinds.TryGetValue(o, out var kind) ? kind : null) : null;

    private Form? FormOf(Envelope envelope)
    {
        if (!_forms.TryGetValue((envelope.Form, envelope.Version), out var form) && FormsTable.Xml(reading(), envelope.Form, envelope.Version) is { } xml)
            _forms[(envelope.Form, envelope.Version)] = form = XFormReading.Read(xml).Form!;
        return form;
    }

    private IReadOnlyList<long> VersionsBefore(long k, SubmissionId submission) =>
        [.. SubmissionsTable.Versions(reading(), submission).Select(v => v.Index).Where(i => i < k)];

    private byte[] HashOf(SiteId site) => HashOf(aliasKey, site);

    /// <summary>The keyed hash under which the protected records of a site are held.</summary>
    public static byte[] HashOf(byte[] aliasKey, SiteId site) => HMACSHA256.HashData(aliasKey, site.Value.ToByteArray(bigEndian: true))[..16];
}
