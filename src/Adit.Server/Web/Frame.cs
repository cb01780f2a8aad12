using Adit.People;

namespace Adit.Web;

/// <summary>What stands around every page: the reader, the language, the programme, and the token its forms must carry.</summary>
/// <param name="Path">Path and query of this page, without the language.</param>
/// <param name="Now">The server's clock, or the simulator's, in the programme's zone.</param>
/// <param name="Reader">Null on public pages read without signing in.</param>
/// <param name="Simulated">Whether the first entry of the ledger says so; every page then says so too.</param>
/// <param name="Notice">One sentence about what was just done, already in the reader's language.</param>
public sealed record Frame(
    Words Words, string Path, DateTimeOffset Now, ReaderView? Reader, string Programme, bool Simulated,
    FormTokenView? Token = null, NoticeView? Notice = null)
{
    /// <summary>The request, where it may be answered from a standby that is behind.</summary>
    internal Storage.Lagging? Lagging { get; init; }

    /// <summary>Of a paper: by what it can be looked up. Null for pages, and for papers that say it themselves.</summary>
    public Printing.PaperMarkView? Mark { get; init; }

    /// <summary>How many alerts about agents ring; 0 for readers who cannot take one on.</summary>
    public int Ringing { get; init; }

    /// <summary>How many incidents of S1 nobody has taken on; 0 for readers who cannot.</summary>
    public int Serious { get; init; }
}

/// <summary>Who reads, in what role, and the rooms that role may enter.</summary>
/// <param name="Role">Key of the role: lead, analyst, reviewer, case-worker, buyer, auditor, site, partner, authority, admin.</param>
public sealed record ReaderView(string Name, string Role, IReadOnlySet<Room> Rooms);

/// <summary>The antiforgery token: name and value of a hidden field in every form that changes something.</summary>
public sealed record FormTokenView(string Name, string Value);

/// <summary>What was just done, or what went wrong.</summary>
public sealed record NoticeView(string Text, bool Problem = false);

/// <summary>The rooms of the office, in the order of the navigation.</summary>
public enum Room
{
    None,
    Programme,
    Inbox,
    Plans,
    Needs,
    Reports,
    Decisions,
    Audits,
    Submissions,
    Sites,
    Lots,
    Forms,
    People,
    Method,
    Verify,
}

/// <summary>Which rooms a role is offered, and where each room is.</summary>
public static class Rooms
{
    /// <summary>The rooms whose doors the role's rights open.</summary>
    public static IReadOnlySet<Room> For(Role role) => Enum.GetValues<Room>().Where(room => room != Room.None && role.May(RightOf(room))).ToHashSet();

    /// <summary>The address of a room.</summary>
    public static string Href(Room room) => room switch
    {
        Room.Programme => "/",
        Room.Inbox => "/inbox",
        Room.Plans => "/plans",
        Room.Needs => "/needs",
        Room.Reports => "/reports",
        Room.Decisions => "/decisions",
        Room.Audits => "/audits",
        Room.Submissions => "/submissions",
        Room.Sites => "/sites",
        Room.Lots => "/lots",
        Room.Forms => "/forms",
        Room.People => "/agents",
        Room.Method => "/method",
        Room.Verify => "/verify",
        _ => "/",
    };

    private static Right RightOf(Room room) => room switch
    {
        Room.Programme or Room.Sites or Room.Reports => Right.SeeSites,
        Room.Inbox or Room.Plans or Room.Submissions or Room.Forms => Right.SeeRecords,
        Room.Needs => Right.SeeNeeds,
        Room.Lots => Right.SeeCustody,
        Room.Decisions => Right.Decide,
        Room.Audits => Right.SeeAudits,
        Room.People => Right.KeepAgents,
        _ => Right.Public,
    };
}
