using System.Data.Common;
using Adit.Forms;
using Adit.Phones;
using Adit.Plausibility;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.People;

/// <summary>Fills the list of agents, a page at a time: those that something is wrong with first.</summary>
internal sealed class AgentsListing(DbConnection db, Frame frame, CurrentPerson person, Register register)
{
    private const int PageSize = 50, SilentDays = 3, ClockOffSeconds = 120;

    // Sites that a person still reads through to choose some; and those of one agent that a line names.
    private const int Readable = 60, Named = 6;

    private readonly Words _words = frame.Words;
    private ILookup<Guid, PhoneCall>? _calls;
    private IReadOnlyDictionary<ActorId, long> _doubts = new Dictionary<ActorId, long>();
    private readonly IReadOnlyList<OptionView> _forms =
        [.. OpenForms(register).Select(p => new OptionView(p.Form, FormWords.Title(register.Forms[(p.Form, p.Version)], frame.Words))).OrderBy(o => o.Label, StringComparer.CurrentCulture)];

    public AgentsView Fill(TableView table)
    {
        var search = table.Query.GetValueOrDefault("q", "").Trim();
        var last = DaysTable.LastOf(db);
        var today = DateOnly.FromDateTime(frame.Now.UtcDateTime);
        var (needs, declared) = (new TrainingNeeds(db, register, _words, today), InterestsTable.LastDays(db));
        var all = Found(search).Select(a => (Agent: a, Last: last.TryGetValue(a.Id, out var day) ? day : (DateOnly?)null))
            .Select(a => (a.Agent, a.Last, Wrong: Wrong(a.Agent, a.Last, today), Due: Due(a.Agent, needs, declared, today)));
        var sorted = (table.Sort switch
        {
            "code" => all.OrderBy(a => a.Agent.Name, StringComparer.CurrentCulture),
            "last" => all.OrderBy(a => a.Last),
            _ => all.OrderByDescending(a => a.Wrong.Count).ThenByDescending(a => a.Due.Count).ThenBy(a => a.Last).ThenBy(a => a.Agent.Name, StringComparer.CurrentCulture),
        }).ToList();
        if (table.Descending)
            sorted.Reverse();
        var start = int.TryParse(table.Query.GetValueOrDefault("after"), out var after) ? Math.Clamp(after, 0, sorted.Count) : 0;
        var pager = new PagerView(
            start == 0 ? null : table.From(Math.Max(0, start - PageSize)), start + PageSize >= sorted.Count ? null : table.From(start + PageSize), _words.Say("agents.count", ("n", sorted.Count)), ByTime: false);
        var shown = sorted.Skip(start).Take(PageSize).ToList();
        _doubts = VisitsTable.ByAgent(db, today.AddDays(-VisitsTable.CountedDays));
        var (contacts, until, rules) = (ContactsTable.Of(db, shown.Select(a => a.Agent.Id)), DevicesTable.Unused(db), TrainingTable.Rules(db));
        _calls = CallsTable.Of(db, shown.Select(a => a.Agent.Id));
        var stays = rules.RotateAfterDays is null ? null : StayReading.Of(db, shown.Select(a => a.Agent.Id), today);
        IReadOnlyList<OptionView> sites = register.Monitored.Length > Readable ? [] : [.. register.MonitoredByName().Select(Option)];
        IReadOnlyList<AccountLineView> accounts = person.May(Right.KeepUsers) ? [.. register.Users.Select(u => new AccountLineView(u.Id.ToString(), u.Name, Frames.KeyOf(u.Role), u.Disabled))] : [];
        return new(table, search, [.. shown.Select(a => Line(a.Agent, a.Last, [.. a.Wrong, .. a.Due, .. Over(rules, stays?[a.Agent.Id])], contacts[a.Agent.Id], until))], pager, null, null, sites, _forms, true, accounts, PhotosTable.Set(db),
            person.May(Right.RunProgramme) ? rules : null);
    }

    /// <summary>The forms that agents send now.</summary>
    public static IEnumerable<PublishedForm> OpenForms(Register register) => register.Published.Where(p => p is { Newest: true, State: FormState.Open });

    // By their code, or by a site where they work.
    private IEnumerable<Agent> Found(string search)
    {
        if (search.Length == 0)
            return register.Agents;
        var there = register.Monitored.Where(s => SitesListing.Matches(s, search)).Select(s => s.Id).ToHashSet();
        return register.Agents.Where(a => a.Name.Contains(search, StringComparison.CurrentCultureIgnoreCase) || a.Sites.Any(there.Contains));
    }

    private List<string> Wrong(Agent agent, DateOnly? last, DateOnly today)
    {
        var wrong = new List<string>();
        if (register.CredentialsOf[agent.Id].All(k => k.Revoked))
            wrong.Add(_words["agents.wrong.no-key"]);
        if (agent.Sites.IsEmpty)
            wrong.Add(_words["agents.wrong.no-site"]);
        else if (last is not { } day)
            wrong.Add(_words["agents.wrong.never"]);
        else if (today.DayNumber - day.DayNumber is var silent and > SilentDays)
            wrong.Add(_words.Say("agents.wrong.silent", ("span", _words.Say("span.days", ("n", silent)))));
        return wrong;
    }

    // What the office has to see to, and is wrong with nobody's phone.
    private List<string> Due(Agent agent, TrainingNeeds needs, IReadOnlyDictionary<ActorId, DateOnly> declared, DateOnly today)
    {
        DateOnly? last = declared.TryGetValue(agent.Id, out var day) ? day : null;
        return [.. needs.Wrong(agent), .. Declaring.IsDue(last, today) ? [AgentFilling.DueText(_words, last)] : (string[])[]];
    }

    private IEnumerable<string> Over(AgentRulesSet rules, IEnumerable<(SiteId Site, Stay Stay)>? stays) =>
        (stays ?? []).Where(s => rules.IsOver(s.Stay) && register.Sites.ContainsKey(s.Site)).Select(s => AgentFilling.StayText(_words, rules, register.Sites[s.Site].Name, s.Stay));

    private AgentLineView Line(Agent agent, DateOnly? last, IReadOnlyList<string> wrong, IEnumerable<Contact> contacts, IReadOnlyDictionary<Guid, Instant> until)
    {
        IReadOnlyList<OptionView> sites = [.. agent.Sites.Where(register.Sites.ContainsKey).Select(s => Option(register.Sites[s]))];
        var named = string.Join(", ", sites.Take(Named).Select(s => s.Label));
        return new(
            agent.Id.ToString(), agent.Name, null, wrong, sites.Count > Named ? _words.Say("agents.sites.more", ("n", sites.Count - Named), ("sites", named)) : named, sites,
            [.. _forms.Where(f => agent.Forms.IsEmpty || agent.Forms.Contains(f.Value))], last is { } day ? RecordWords.At(day) : null,
            [.. register.CredentialsOf[agent.Id].Where(k => !IsOfPhone(k, until)).OrderBy(k => k.Revoked).Select(k => Key(k, until))],
            [.. register.DevicesOf[agent.Id].Select(d => Device(d, contacts.FirstOrDefault(c => c.Device == d.Id)))], agent.DaysAWeek,
            person.May(Right.ReviewRecords) && _doubts.TryGetValue(agent.Id, out var doubts) ? _words.Say("agents.doubts", ("n", doubts)) : null, [.. agent.Functions.Select(f => PeopleWords.Option(f, _words))]);
    }

    // What a phone holds stands with the phone; a code that was used, or ended, is nothing to act on.
    private bool IsOfPhone(Credential credential, IReadOnlyDictionary<Guid, Instant> until) =>
        register.DeviceOf.ContainsKey(credential.Id) || credential.Kind is Access.Reads or Access.Deposits
        || (credential.Kind == Access.Enrol && (credential.Revoked || !until.TryGetValue(credential.Id, out var end) || end.ToDateTimeOffset() <= frame.Now));

    private KeyLineView Key(Credential key, IReadOnlyDictionary<Guid, Instant> until) => new(
        key.Id.ToString(), PeopleWords.Hint(key.Id), _words["agents.kind." + key.Kind], key.Revoked,
        key.Kind == Access.Enrol && until.TryGetValue(key.Id, out var end) ? _words.Say("agents.code.until", ("day", _words.Instant(end.ToDateTimeOffset()))) : null, Heard(key.Id));

    // What says nothing of itself is one of those that do, unless it came later than they.
    private IReadOnlyList<HeardView> Heard(Guid credential) =>
        [.. (_calls?[credential] ?? []).Where((call, n) => call.Device.Length > 0 || n == 0).Select(call => new HeardView(call.Device.Length > 0 ? call.Device : null, call.At.ToDateTimeOffset()))];

    private DeviceLineView Device(EnrolledDevice device, Contact? contact)
    {
        var said = new List<string>();
        if (contact is { Unsent: > 0 })
            said.Add(_words.Say("agents.device.unsent", ("n", contact.Unsent)));
        if (contact is not null && Math.Abs(contact.DriftSeconds) > ClockOffSeconds)
            said.Add(_words.Say("agents.device.clock", ("span", _words.Span(TimeSpan.FromSeconds(Math.Abs(contact.DriftSeconds))))));
        return new(device.Id.ToString(), PeopleWords.Hint(device.Id), _words["agents.device." + device.App], contact?.At.ToDateTimeOffset() ?? device.Credentials.SelectMany(Heard).Select(h => (DateTimeOffset?)h.At).Max(), said);
    }

    private static OptionView Option(Site site) => new(site.Code, site.Name);
}
