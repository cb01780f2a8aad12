using Adit.People;
using Adit.Sites;
using Adit.Stages;
using Adit.Storage;

namespace Adit.Demo;

/// <summary>How sites of the demonstration come into the programme: one is evaluated, one waits for the second person, one joins while the demonstration goes on; the others were taken over as they ran.</summary>
internal static class DemoStages
{
    // How long the one that joins has its baseline.
    private const int Baseline = 30;

    private const string Joining = "SK-02", Waiting = "HK-02", Candidate = "RW-02";

    /// <summary>What the office has said of them when the demonstration begins.</summary>
    public static Task Before(Database database, Register register, Handbook handbook, DateOnly first) => database.Write(writing =>
    {
        var analyst = By(register, Role.Analyst);
        foreach (var code in (string[])[Joining, Waiting])
            Close(writing, analyst, handbook, Of(code), Stage.Evaluation, first);
        writing.Record(analyst, new CandidateNamed(Of(Candidate), "The cooperative asked for it at a meeting in the district.", first));
        return writing.Record(analyst, new SiteStageChanged(Of(Candidate), Stage.Evaluation, first, ""));
    });

    /// <summary>An evening: the site whose baseline is over joins.</summary>
    public static Task Evening(Database database, Register register, Handbook handbook, DateOnly first, DateOnly day) => day != first.AddDays(Baseline) ? Task.CompletedTask : database.Write(writing =>
    {
        var (site, lead, reviewer, proposal) = (Of(Joining), By(register, Role.Lead), By(register, Role.Reviewer), Guid.CreateVersion7(database.Clock.GetUtcNow()));
        Close(writing, By(register, Role.Analyst), handbook, site, Stage.Baseline, day);
        writing.Record(lead, new StageProposed(proposal, site, StageVerdict.Go, Role.Lead, "Everything was looked at; what is open has somebody who works on it."));
        writing.Record(reviewer, new StageDecided(proposal, site, StageVerdict.Go, Agreed: true, Role.Reviewer, day, "I spoke with two women of the washing place."));
        return writing.Record(reviewer, new SiteStageChanged(site, Stage.Monitored, day, ""));
    });

    /// <summary>What waits for whoever looks at the demonstration: an evaluation half done, and a go that one person has proposed.</summary>
    public static Task After(Database database, Register register, Handbook handbook, DateOnly last) => database.Write(writing =>
    {
        var analyst = By(register, Role.Analyst);
        foreach (var item in handbook.List(Stage.Evaluation).Take(6))
            Say(writing, analyst, Of(Candidate), Stage.Evaluation, item, last.AddDays(-3));
        writing.Record(analyst, new StageItemChecked(Of(Candidate), Stage.Evaluation, "consent-community", ItemState.NotDone, last, "The meeting was put off to after the harvest.", []));
        Close(writing, analyst, handbook, Of(Waiting), Stage.Baseline, last.AddDays(-1));
        return writing.Record(By(register, Role.Lead), new StageProposed(
            Guid.CreateVersion7(database.Clock.GetUtcNow()), Of(Waiting), StageVerdict.Go, Role.Lead, "The baseline is complete. Cards and papers are open; the cooperative has begun to register its members."));
    });

    private static void Close(Writing writing, ActorId by, Handbook handbook, SiteId site, Stage list, DateOnly day)
    {
        foreach (var item in handbook.List(list))
            Say(writing, by, site, list, item, day);
    }

    private static void Say(Writing writing, ActorId by, SiteId site, Stage list, ChecklistItem item, DateOnly day) =>
        writing.Record(by, new StageItemChecked(site, list, item.Id, ItemState.Done, day, "Looked at for this demonstration.", []));

    private static SiteId Of(string code) => DemoSite.Twelve.First(s => s.Code == code).Id;

    private static ActorId By(Register register, Role role) => register.Users.First(u => u.Role == role).Id;
}
