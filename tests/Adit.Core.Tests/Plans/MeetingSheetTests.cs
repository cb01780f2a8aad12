using Adit.Incidents;
using Adit.Plans;
using Adit.Submissions;
using Adit.Tests.Forms;

namespace Adit.Tests.Plans;

/// <summary>What an agent writes down of a meeting, and what of it stands on the plan.</summary>
public class MeetingSheetTests
{
    private const string Came = "<came><party>cooperative</party><women>2</women><men>5</men></came><came><party>cooperative</party><women>1</women><men/></came><came><party>mine_police</party><women/><men>1</men></came>";

    private static readonly ActionId One = new(Guid.Parse("019ab000-0000-7000-8000-000000000011")), Two = new(Guid.Parse("019ab000-0000-7000-8000-000000000012"));
    private static readonly IncidentRecord Record = new(new(Guid.Parse("019ab000-0000-7000-8000-000000000013")), 7);

    private static readonly Plan Plan = new()
    {
        Id = new(Guid.Parse("019ab000-0000-7000-8000-000000000014")),
        Site = new(Guid.Parse("019ab000-0000-7000-8000-000000000015")),
        Month = new(2026, 11, 1),
        Lines = [One, Two],
        Carried = [],
        Drafted = Instant.From(new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero)),
        Last = 5,
        State = PlanState.Issued,
    };

    private static readonly Dictionary<string, ActionId> Lines = new() { ["A-2026-0001"] = One, ["A-2026-0002"] = Two };

    [Fact]
    public void Who_came_is_added_up_by_party_and_what_nobody_counted_is_nobody() =>
        Assert.Equal([new(Party.Cooperative, 3, 5), new(Party.MinePolice, 0, 1)], Read(Came).Came);

    [Fact]
    public void A_disputed_line_says_who_and_why_and_the_rest_is_agreed_only_where_all_agreed()
    {
        const string Disputed = "<disputed><line>A-2026-0002</line><by>operator</by><why>Too dear</why></disputed>";
        var held = Held(Came + Disputed + "<rest_agreed>yes</rest_agreed>");
        Assert.Equal([new(Two, false, Party.Operator, "Too dear"), new(One, true, null, "")], held.Lines);
        Assert.Equal([new LineVoice(Two, false, Party.Operator, "Too dear")], Held(Came + Disputed + "<rest_agreed>no</rest_agreed>").Lines);
    }

    [Fact]
    public void What_was_said_of_a_line_that_the_plan_has_no_more_stands_in_the_note() =>
        Assert.Equal("A-2025-0009: Never begun", Held(Came + "<disputed><line>A-2025-0009</line><by>committee</by><why>Never begun</why></disputed>").Note);

    [Fact]
    public void A_record_that_names_nobody_and_no_line_is_no_meeting_and_one_that_was_taken_is_not_taken_twice()
    {
        Assert.Empty(Planning.Met(Plan, Record, new(2026, 11, 23), Read("<rest_agreed>yes</rest_agreed>"), Lines).Facts);
        var after = Plan.After(new(8, Plan.Drafted, default, Held(Came)));
        Assert.Single(after.Meetings);
        Assert.Empty(Planning.Met(after, Record, new(2026, 11, 23), Read(Came), Lines).Facts);
        // Corrected it is a newer version of the same record, and takes its place.
        var corrected = Assert.IsType<MeetingHeld>(Assert.Single(Planning.Met(after, Record with { Entry = 9 }, new(2026, 11, 23), Read(Came), Lines).Facts));
        Assert.Equal(Record with { Entry = 9 }, Assert.Single(after.After(new(10, Plan.Drafted, default, corrected)).Meetings).Record);
    }

    private static MeetingHeld Held(string inside) => Assert.IsType<MeetingHeld>(Assert.Single(Planning.Met(Plan, Record, new(2026, 11, 23), Read(inside), Lines).Facts));

    private static MeetingSheet Read(string inside) => MeetingSheet.Of(new Filled(Shipped.Form("adit-meeting"), Written.Record(inside, "id=\"adit-meeting\" version=\"2026113002\"")));
}
