using System.Data.Common;
using Adit.Forms;
using Adit.Ledger;
using Adit.People;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.BackChecks;

/// <summary>Fills the page of back-checks, and the part of the Method page that says how far two agents agree.</summary>
internal sealed class BackChecksFilling(DbConnection db, LedgerReading ledger, Frame frame, CurrentPerson person, Register register, InForce? inForce)
{
    // How many of those that are over are shown; the figures count all.
    private const int Shown = 30;

    private readonly Words _words = frame.Words;
    private readonly BackChecking? _checking = inForce is null ? null : new(db, ledger, register, inForce, Instant.From(frame.Now));
    private readonly DateOnly _today = DateOnly.FromDateTime(frame.Now.UtcDateTime);

    public BackChecksView Fill()
    {
        var waiting = BackChecksTable.Waiting(db, _today.AddDays(-BackChecking.Arrives)).Where(Seen).ToList();
        var over = BackChecksTable.Between(db, _today.AddYears(-1), _today.AddDays(60), Shown * 4).Where(c => Seen(c) && (!c.Waits || c.Until < _today.AddDays(-BackChecking.Arrives))).Take(Shown).ToList();
        var pairs = BackChecksTable.Pairs(db, over.Select(c => c.Id));
        return new(
            BackChecksTable.Set(db).Set, [.. waiting.Select(c => Of(c, []))], [.. over.Select(c => Of(c, [.. pairs[c.Id]]))],
            inForce is null ? [] : Agreement(db, inForce.Catalogue, _words, _today.AddYears(-1)), person.May(Right.RunProgramme), person.May(Right.KeepAgents));
    }

    /// <summary>Agreement by indicator from a day on, as everybody may see it.</summary>
    public static IReadOnlyList<AgreementView> Agreement(DbConnection db, Catalogue catalogue, Words words, DateOnly from)
    {
        var names = catalogue.Indicators.ToDictionary(i => i.Id, i => i.Name.In(words.Language));
        return [.. BackChecksTable.Agreements(db, from).Where(a => names.ContainsKey(a.Indicator)).Select(a => new AgreementView(
            a.Indicator, names[a.Indicator], a.Pairs, a.Agreed, Share(a.Share, words), a.SeenByOne, a.SeenByBoth, Share(a.Both, words)))];
    }

    private static string? Share(Estimate? share, Words words) => share is { } found
        ? words.Say("back-checks.share", ("share", Percent(found.Value)), ("low", Percent(found.Low!.Value)), ("high", Percent(found.High!.Value))) : null;

    private static int Percent(decimal share) => (int)Math.Round(100 * share, MidpointRounding.AwayFromZero);

    private bool Seen(BackCheck check) => person.SeesSite(register, check.Site);

    private BackCheckView Of(BackCheck check, IReadOnlyList<Compared> pairs)
    {
        var site = register.Sites[check.Site];
        var form = register.Forms.Values.FirstOrDefault(f => f.Published.Form == check.Form && f.Published.Newest);
        var today = SiteRisk.Today(site, frame.Now);
        return new(
            check.Id.ToString(), check.Second is not null ? "made" : check.Dropped is not null ? "dropped" : check.Until >= today ? "waits" : check.Until >= today.AddDays(-BackChecking.Arrives) ? "late" : "missed",
            form is null ? check.Form : FormWords.Title(form, _words), site.Code, site.Name, $"/submissions/{check.First}", PeopleWords.Name(register, check.Of, _words),
            _words["back-checks.cause." + check.Cause], check.Case, check.Until, check.Agent is { } agent ? PeopleWords.Name(register, agent, _words) : null,
            check.Agent is { } who && register.DevicesOf[who].Any(d => d.App == Enrolments.OwnApp), Able(check), check.Second is { } second ? $"/submissions/{second}" : null, pairs.Count,
            [.. pairs.Where(p => p.First != p.Second).Select(p => new DifferView(p.Indicator, NameOf(p.Indicator), Level(p.First), Level(p.Second)))], check.Dropped);
    }

    private IReadOnlyList<OptionView> Able(BackCheck check) => !check.Waits || _checking is null ? []
        : [.. _checking.Able(check.Of, check.Site, check.Form).Where(a => a.Id != check.Agent).OrderBy(a => a.Name, StringComparer.CurrentCulture).Select(a => new OptionView(a.Id.ToString(), a.Name))];

    private string NameOf(string indicator) => inForce?.Catalogue.Indicators.FirstOrDefault(i => i.Id == indicator)?.Name.In(_words.Language) ?? indicator;

    private string Level(Severity level) => level == Severity.None ? _words["back-checks.nothing"] : level.ToString();
}
