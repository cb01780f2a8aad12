using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Submissions;

/// <summary>What the ratings read from one record, indicator by indicator. Nothing of a protected indicator is ever read here.</summary>
internal sealed record RecordSeen(Account Account, IReadOnlyList<(Indicator Indicator, Finding Finding)> Findings)
{
    /// <summary>Reads it; null where the record observed nothing, or where what was sent does not open to this reader.</summary>
    public static RecordSeen? Of(Register register, InForce inForce, SiteHistory history, OpenedRecord record)
    {
        var catalogue = inForce.Catalogue;
        if (record.Accepted.Xml.IsEmpty || RatingEvidence.AccountOf(register, catalogue, Catalogues.KindsOf(catalogue), record.Recorded, record.Accepted, record.Envelope) is not { } account)
            return null;
        var reading = catalogue.Indicators.Where(i => !i.Protected && account.Observations.Any(o => i.Reads[o.Observable]));
        return new(account, [.. reading.SelectMany(i => Risk.Findings.Of(new Judge(catalogue, i, history), account).Select(f => (i, f)))]);
    }

    /// <summary>The worst that the record comes to by itself; null where it meets no step.</summary>
    public Standing? Worst => Findings.Where(f => f.Finding.Level != Severity.None).OrderByDescending(f => f.Finding.Level).Select(f => Of(f.Indicator, f.Finding)).FirstOrDefault();

    /// <summary>Each observation in words, with the indicator that made most of it.</summary>
    public IReadOnlyList<ReadObservationView> Views(InForce inForce, Register register, string site, Words words)
    {
        var views = new List<ReadObservationView>();
        for (var i = 0; i < Account.Observations.Length; i++)
        {
            var (at, seen) = (i, Account.Observations[i]);
            var observable = inForce.Catalogue.Observables[seen.Observable];
            var about = seen.Subject.Id.Length == 0 ? "" : ", " + EvidenceWords.Subject(seen.Subject.Id, register);
            var what = EvidenceWords.NameOf(observable, words) + EvidenceWords.Dimensions(inForce.Catalogue, seen, words) + about;
            var (indicator, finding) = Findings.Where(f => f.Finding.Observations.Contains(at)).OrderByDescending(f => f.Finding.Level).FirstOrDefault();
            views.Add(new(what, EvidenceWords.Value(observable, seen.Value, words), indicator?.Id, indicator is null ? null : $"{site}/risks/{indicator.Id}", indicator is null ? null : Of(indicator, finding)));
        }
        return views;
    }

    // One record shows a circle only where it was a look by itself: never for what is hidden, nor for what only many records together can tell.
    private Standing? Of(Indicator indicator, Finding finding)
    {
        if (finding.Level == Severity.None)
            return finding is { Looked: true, Taken: false } && indicator.Detectability != Detectability.Hidden ? Standing.NothingOpen : null;
        var told = finding.Observations.Any(o => Account.Observations[o].Evidence == Evidence.Reported);
        return told ? Standing.Reported(finding.Level.Number()) : Standing.Open(finding.Level.Number());
    }
}
