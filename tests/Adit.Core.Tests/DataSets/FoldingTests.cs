using System.Collections.Immutable;
using Adit.DataSets;
using CsCheck;

namespace Adit.Tests.DataSets;

/// <summary>What becomes of an entity, by what records ask of it and what the office thinks of them.</summary>
public sealed class FoldingTests
{
    private static readonly Instant Noon = Instant.From(new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private static readonly ActorId Awa = new(Guid.Parse("019ab000-0000-7000-8000-00000000000a"));
    private static readonly SiteId North = new(Guid.Parse("019ab000-0000-7000-8000-000000000001"));
    private static readonly Guid Branch = Guid.Parse("019ab000-0000-7000-8000-0000000000b1");

    private static SubmissionId Record(int number) => new(new Guid(number, 0, 0, new byte[8]));

    private static Instant Hours(double hours) => new(Noon.Micros + (long)(hours * 3_600_000_000));

    private static EntityAsk Make(string label = "Pump", params (string, string)[] values) => new("", North, false, true, false, label, null, null, null, Values(values));

    private static EntityAsk Change(int from, params (string, string)[] values) => new("", North, false, false, true, null, from, null, null, Values(values));

    private static ImmutableArray<EntityValue> Values((string, string)[] values) => [.. values.Select(v => new EntityValue(v.Item1, v.Item2))];

    private static EntityAsk Offline(EntityAsk ask, int? trunk = null) => ask with { Branch = Branch, Trunk = trunk };

    /// <summary>What happened, an hour apart: asks are of records 1, 2, 3… in their order; others name the record.</summary>
    private static Entity After(params object[] steps) => At(100, steps);

    private static Entity At(double hours, params object[] steps)
    {
        var record = 0;
        return Folding.Of([.. steps.Select((s, at) => s switch
        {
            EntityAsk ask => new EntityEvent(at + 1, Hours(at), Awa, EntityAct.Asked, Record(++record), ask),
            (int of, EntityAsk ask) => new EntityEvent(at + 1, Hours(at), Awa, EntityAct.Asked, Record(of), ask),
            (EntityAct act, int of) => new EntityEvent(at + 1, Hours(at), Awa, act, Record(of)),
            EntityAct act => new EntityEvent(at + 1, Hours(at), Awa, act, null, null, "gone"),
            _ => throw new ArgumentException("No step."),
        })], Hours(hours));
    }

    private static string Shown(Entity entity) => string.Join(' ', (string[])
    [
        $"{entity.Stands} v{entity.Version} {entity.Label}", .. entity.Values.Select(v => $"{v.Key}={v.Value}"), .. entity.Conflict == EntityConflict.None ? [] : (string[])[entity.Conflict.ToString()],
        .. entity.Faults.Select(f => f.Code), .. entity.Waits.IsEmpty ? [] : (string[])[$"waits {entity.Waits.Length}"],
    ]);

    [Fact]
    public void What_a_record_makes_others_change_and_versions_count_up()
    {
        Assert.Equal("Here v1 Pump status=broken", Shown(After(Make(values: ("status", "broken")))));
        Assert.Equal("Here v2 Pump by=Awa status=done", Shown(After(Make(values: ("status", "broken")), Change(1, ("status", "done"), ("by", "Awa")))));
        Assert.Equal("Here v2 Old pump", Shown(After(Make(values: ("status", "broken")), Change(1, ("status", "")) with { Label = "Old pump" })));
        Assert.Equal((North, Awa), (After(Make()).Site, After(Make()).Maker));
    }

    [Fact]
    public void What_may_be_made_or_changed_is_made_once_and_then_changed()
    {
        var either = Make(values: ("a", "1")) with { Update = true };
        Assert.Equal("Here v1 Pump a=1", Shown(After(either)));
        Assert.Equal("Here v2 Pump a=2", Shown(After(either, either with { Base = 1, Values = Values([("a", "2")]) })));
        Assert.Equal("Here v2 Pump a=2", Shown(After(Make(values: ("a", "1")), either with { Values = Values([("a", "2")]) })));
    }

    [Theory]
    [InlineData("status", "done", "Hard")]
    [InlineData("status", "looked at", "Soft")]
    [InlineData("depth", "3", "Soft")]
    public void An_update_of_an_older_version_stands_and_is_a_conflict_hard_where_it_gives_the_same_property_another_value(string property, string value, string conflict)
    {
        var entity = After(Make(), Change(1, ("status", "looked at")), Change(1, (property, value)));
        Assert.Equal((3, conflict, value), (entity.Version, entity.Conflict.ToString(), entity.Values[property]));
        Assert.Equal(EntityConflict.None, After(Make(), Change(1, ("status", "looked at")), Change(2, (property, value))).Conflict);
    }

    [Fact]
    public void A_hard_conflict_stays_until_somebody_of_the_office_has_seen_it()
    {
        object[] steps = [Make(), Change(1, ("a", "1")), Change(1, ("a", "2")), Change(2, ("b", "2"))];
        Assert.Equal(EntityConflict.Hard, After(steps).Conflict);
        Assert.Equal("Here v4 Pump a=2 b=2", Shown(After([.. steps, EntityAct.ConflictSeen])));
        Assert.Equal(EntityConflict.Soft, After([.. steps, EntityAct.ConflictSeen, Change(1, ("c", "3"))]).Conflict);
    }

    [Fact]
    public void What_cannot_be_done_changes_nothing_and_says_why()
    {
        Assert.Equal("Here v1 Pump entity-exists", Shown(After(Make(), Make("Other"))));
        Assert.Equal("Here v1 Pump entity-version", Shown(After(Make(), Change(2, ("a", "1")))));
        Assert.Equal("Here v1 Pump entity-version", Shown(After(Make(), Change(0, ("a", "1")))));
        Assert.Equal("NotYet v0 – entity-unknown", Shown(After(Change(1, ("a", "1")))));
        Assert.Equal("Deleted v2 Pump entity-deleted", Shown(After(Make(), EntityAct.Deleted, Change(1, ("a", "1")))));
    }

    [Fact]
    public void A_change_that_came_before_what_it_changes_is_made_as_soon_as_that_is_there() =>
        Assert.Equal("Here v2 Pump a=1", Shown(After(Change(1, ("a", "1")), Make())));

    [Fact]
    public void A_chain_that_grew_from_a_version_of_the_server_is_applied_in_its_order()
    {
        EntityAsk[] chain = [Offline(Change(1, ("a", "1")), 1), Offline(Change(2, ("a", "2")), 1), Offline(Change(3, ("a", "3")), 1)];
        Assert.Equal("Here v4 Pump a=3", Shown(After(Make(), chain[0], chain[1], chain[2])));
        Assert.Equal("Here v4 Pump a=3", Shown(After(Make(), chain[2], chain[1], chain[0])));
        Assert.Equal("Here v2 Pump a=1 waits 1", Shown(After(Make(), chain[2], chain[0])));
        // Somebody else in between: the chain meets it once.
        var met = After(Make(), Change(1, ("b", "x")), chain[1], chain[0]);
        Assert.Equal(("Here v4 Pump a=2 b=x Soft", 1), (Shown(met), met.Steps.Count(s => s.Conflict != EntityConflict.None)));
    }

    [Fact]
    public void What_waits_seven_days_is_applied_as_it_is()
    {
        object[] steps = [Make(), Offline(Change(5, ("a", "5")), 1)];
        Assert.Equal("Here v1 Pump waits 1", Shown(At(168, steps)));
        Assert.Equal("Here v2 Pump a=5 Soft", Shown(At(169, steps)));
        Assert.Equal(Hours(169), At(168, steps).WaitsUntil);
        Assert.Equal((Hours(169), true), (At(900, steps).Steps[1].At, At(900, steps).Steps[1].Forced));
        // What was forced and then comes after all is no second entity.
        object[] late = [Offline(Change(1, ("a", "1"))), .. Enumerable.Repeat((object)(EntityAct.Judged, 9), 170), Offline(Make(values: ("a", "0")))];
        var entity = At(200, late);
        Assert.Equal(("Here v2 Pump a=0 Hard", 2), (Shown(entity), entity.Steps.Length));
    }

    [Fact]
    public void A_record_that_counts_no_more_takes_back_what_it_asked_and_versions_never_go_back()
    {
        Assert.Equal("Here v3 Pump b=2", Shown(After(Make(values: ("b", "2")), Change(1, ("a", "1")), (EntityAct.Withdrawn, 2))));
        Assert.Equal("TakenBack v2 Pump", Shown(After(Make(), (EntityAct.Rejected, 1))));
        Assert.Equal("Here v3 Pump", Shown(After(Make(), (EntityAct.Rejected, 1), (EntityAct.Judged, 1))));
        Assert.Equal("Here v3 Pump", Shown(After(Make(), (EntityAct.Rejected, 1), (EntityAct.Approved, 1))));
        Assert.Equal("TakenBack v2 Pump", Shown(After(Make(), (EntityAct.Withdrawn, 1), (EntityAct.Approved, 1))));
        Assert.Equal("Here v4 Pump a=1", Shown(After(Make(), (EntityAct.Rejected, 1), Change(1, ("a", "1")), (EntityAct.Approved, 1))));
    }

    [Fact]
    public void What_was_rejected_before_it_made_anything_never_does_not_even_by_its_other_parts()
    {
        object[] steps = [Offline(Change(1, ("a", "1"))), Offline(Make() with { Awaits = true }), (EntityAct.Rejected, 2)];
        Assert.Equal("NotYet v0 – waits 1", Shown(At(900, steps)));
        Assert.Null(At(4, steps).WaitsUntil);
    }

    [Fact]
    public void An_edit_asks_in_the_place_of_what_its_record_asked_before()
    {
        Assert.Equal("Here v3 Well b=2", Shown(After(Make(values: ("a", "1")), Change(1, ("b", "2")), (1, Make("Well")))));
        Assert.Equal("Here v2 Pump a=later", Shown(After(Make(values: ("a", "1")), Change(1, ("a", "later")), (1, Make(values: ("a", "corrected"))))));
        Assert.Equal("Here v1 Pump a=1", Shown(After(Make(values: ("a", "1")), (1, Make(values: ("a", "1"))))));
    }

    [Fact]
    public void Where_a_data_set_asks_for_approval_nothing_is_made_before_and_what_was_approved_stands_until_its_correction_is()
    {
        var make = Make(values: ("a", "1")) with { Awaits = true };
        Assert.Equal("NotYet v0 Pump waits 1", Shown(After(make)));
        Assert.Equal("NotYet v0 Pump waits 1", Shown(After(make, (EntityAct.Judged, 1))));
        Assert.Equal("NotYet v0 Pump", Shown(After(make, (EntityAct.Rejected, 1))));
        Assert.Equal("NotYet v0 Pump waits 1", Shown(After(make, (EntityAct.Rejected, 1), (EntityAct.Judged, 1))));
        Assert.Equal("Here v1 Pump a=1", Shown(After(make, (EntityAct.Rejected, 1), (EntityAct.Approved, 1))));
        var other = make with { Values = Values([("a", "2")]) };
        Assert.Equal("Here v1 Pump a=1 waits 1", Shown(After(make, (EntityAct.Approved, 1), (1, other))));
        Assert.Equal("Here v2 Pump a=2", Shown(After(make, (EntityAct.Approved, 1), (1, other), (EntityAct.Approved, 1))));
    }

    private static readonly Gen<(int Count, int[] Order, bool FromServer, int[] Values, int Held)> Chains =
        Gen.Int[1, 7].SelectMany(count => Gen.Select(Gen.Shuffle(Enumerable.Range(0, count + 1).ToArray()), Gen.Bool, Gen.Int[0, 3].Array[count], Gen.Int[0, count])
            .Select((order, server, values, held) => (count, order, server, values, held)));

    // A making (number 0) and changes on one phone; from the server's version 1 on, or all offline.
    private static EntityAsk Part(int number, bool fromServer, int[] values) => number == 0 ? fromServer ? Make(values: ("p0", "0")) : Offline(Make(values: ("p0", "0")))
        : Offline(Change(number, ($"p{values[number - 1]}", $"{number}")), fromServer ? 1 : null);

    [Fact]
    public void Whatever_the_order_in_which_the_parts_of_a_chain_come_it_ends_the_same() => Chains.Sample(chain =>
    {
        EntityEvent[] Events(IEnumerable<int> order) => [.. order.Select((n, at) => new EntityEvent(at, Hours(at), Awa, EntityAct.Asked, Record(n), Part(n, chain.FromServer, chain.Values)))];
        string Ends(Entity entity) => Shown(entity) + string.Join('|', entity.Steps.Select(s => $"{s.Version} {s.Record} {string.Join(' ', s.Changed)}"));
        var (forth, other) = (Folding.Of(Events(Enumerable.Range(0, chain.Count + 1)), Hours(50)), Folding.Of(Events(chain.Order), Hours(50)));
        Assert.Equal((chain.Count + 1, EntityConflict.None, 0, 0), (forth.Version, forth.Conflict, forth.Waits.Length, forth.Faults.Length));
        Assert.Equal(Ends(forth), Ends(other));
    });

    [Fact]
    public void No_part_is_lost_or_counted_twice_however_many_came_how_often_and_when() => Gen.Select(Chains, Gen.Int[0, 400], Gen.Bool).Sample((chain, hours, again) =>
    {
        var come = chain.Order.Take(chain.Held + 1).ToList();
        var events = come.Concat(again ? come : []).Select((n, at) => new EntityEvent(at, Hours(at * 30), Awa, EntityAct.Asked, Record(n), Part(n, chain.FromServer, chain.Values))).ToList();
        var entity = Folding.Of(events, Hours(hours));
        var placed = entity.Steps.Where(s => s.Record is not null).Select(s => s.Record!.Value).ToList();
        Assert.Equal(placed.Count, placed.Distinct().Count());
        Assert.Equal(come.Select(Record).Order(Comparer<SubmissionId>.Create((a, b) => a.Value.CompareTo(b.Value))),
            placed.Concat(entity.Waits.Select(w => w.Record)).Concat(entity.Faults.Select(f => f.Record)).Order(Comparer<SubmissionId>.Create((a, b) => a.Value.CompareTo(b.Value))));
        Assert.Equal(Enumerable.Range(1, entity.Version), entity.Steps.Select(s => s.Version));
    });
}
