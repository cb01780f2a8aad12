using System.Data.Common;
using System.Text.Json;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.People;

/// <summary>Fills the page of one agent.</summary>
internal sealed class AgentFilling(DbConnection db, Frame frame, CurrentPerson person, Register register)
{
    // So many fit into a list to choose from.
    private const int Listed = 60;

    private readonly Words _words = frame.Words;
    private readonly DateOnly _today = DateOnly.FromDateTime(frame.Now.UtcDateTime);
    private readonly AgentRulesSet _rules = TrainingTable.Rules(db);

    public AgentView Fill(Agent agent)
    {
        var (needs, declared) = (new TrainingNeeds(db, register, _words, _today), InterestsTable.Of(db, [agent.Id])[agent.Id].Reverse().ToList());
        var due = Declaring.IsDue(declared.FirstOrDefault()?.Day, _today);
        var (of, stays, own) = (needs.Of(agent), Stays(agent.Id), InterestsTable.Own(db, agent.Id));
        return new(
            agent.Id.ToString(), agent.Name, string.Join(", ", agent.Functions.Select(f => PeopleWords.Option(f, _words).Label)), [.. agent.Sites.Where(register.Sites.ContainsKey).Select(s => new OptionView(register.Sites[s].Code, register.Sites[s].Name))],
            [.. needs.Wrong(of), .. due ? [DueText(_words, declared.FirstOrDefault()?.Day)] : (string[])[], .. stays.Where(s => s.Over).Select(s => s.Text)], stays, _rules.RotateAfterDays,
            [.. TrainingTable.Of(db, agent.Id).Select(View)], [.. of.Where(n => n.Needed).Select(n => new NeedView(_words["training." + n.Subject], n.Standing.ToString(), string.Join(", ", n.Forms)))],
            [.. declared.Select((d, n) => View(d, n == 0, own.Contains(d.Declaration)))], due, register.Monitored.Length > Listed ? [] : [.. register.MonitoredByName().Select(s => new OptionView(s.Code, s.Name))], _today, person.May(Right.EraseRecords));
    }

    /// <summary>A stay in words, with what the programme wants where it is longer.</summary>
    public static string StayText(Words words, AgentRulesSet rules, string site, Stay stay) => rules.IsOver(stay)
        ? words.Say("stay.over", ("site", site), ("day", words.Day(stay.From)), ("n", stay.Days), ("limit", rules.RotateAfterDays)) : words.Say("stay.at", ("site", site), ("day", words.Day(stay.From)), ("n", stay.Days));

    /// <summary>That a declaration of interests is due.</summary>
    public static string DueText(Words words, DateOnly? last) => last is { } day ? words.Say("interest.due.since", ("day", words.Day(day))) : words["interest.due.never"];

    /// <summary>The key of a kind of interest, for texts and programs.</summary>
    public static string KeyOf(InterestKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    private List<StayView> Stays(ActorId agent) =>
        [.. StayReading.Of(db, [agent], _today)[agent].Select(s => new StayView(StayText(_words, _rules, register.Sites.TryGetValue(s.Site, out var site) ? site.Name : s.Site.ToString(), s.Stay), _rules.IsOver(s.Stay)))];

    private TrainingView View(Training training) => new(
        training.Id.ToString(), training.Subject == Trainings.Other ? training.Other : _words["training." + training.Subject], training.Day, training.By, training.Until,
        Trainings.Of([training.Until], _today).ToString(), training.Withdrawn);

    private DeclarationView View(InterestsDeclared declared, bool counts, bool own) => new(
        declared.Declaration.ToString(), declared.Day,
        [.. declared.Interests.Select(i => register.Sites.TryGetValue(i.Site, out var site) ? new InterestView(site.Code, site.Name, KeyOf(i.Kind), i.Note) : new(i.Site.ToString(), i.Site.ToString(), KeyOf(i.Kind), i.Note))],
        declared.Note, counts, own);
}
