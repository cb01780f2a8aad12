using System.Text;
using Adit.Protection;
using Adit.Reference;
using Adit.Risk;
using Adit.Submissions;
using Adit.Tests.Forms;
using CsCheck;

namespace Adit.Tests.Reference;

/// <summary>What a row of the IPIS open data becomes. The rows are made up; their words are those that the data use.</summary>
public sealed class IpisRowTests
{
    private static readonly DateOnly Today = new(2026, 11, 23);

    private static readonly string[] Columns =
    [
        "vid", "pcode", "visit_date", "longitude", "latitude", "province", "name", "visit_onsite", "visit_onsite_novisitreason", "workers_numb", "mineral1", "mineral2", "mercury", "presence",
        "interference", "armed_group1", "type_armed_group1", "frequency_armed_group1", "taxation_armed_group1", "digging_armed_group1", "pit_ownership_armed_group1", "type_armed_group2",
        "armed_group3", "mechanisation", "state_service1", "state_service4", "qualification", "childunder15", "childunder15work", "women", "womenwork", "access_dry", "traceability",
    ];

    private static Dictionary<string, string> Row(params (string Column, string Value)[] more)
    {
        var row = new Dictionary<string, string> { ["vid"] = "7", ["pcode"] = "codmine99999", ["visit_date"] = "2015-03-02", ["longitude"] = "28.5", ["latitude"] = "-2.25", ["province"] = "Sud-Kivu", ["name"] = "Kilima" };
        foreach (var (column, value) in more)
            row[column] = value;
        return row;
    }

    private static IpisRow Read(Dictionary<string, string> row) => Ipis.Read(column => row.GetValueOrDefault(column, ""), Today);

    private static SeenRecord See(IpisVisit visit)
    {
        var filled = new Filled(IpisFormTests.Form, InstanceReading.Read(visit.Xml).Instance!);
        Assert.Empty(Answers.Of(filled).Flags);
        return Observing.Of(filled, Device.Of(filled), observable => Shipped.The.ObservableIndex(observable) is >= 0 and var index ? Enum.Parse<SeenKind>(Shipped.The.Observables[index].Type.ToString()) : null);
    }

    private static IEnumerable<string> Says(params (string Column, string Value)[] more) =>
        See(Read(Row(more)).Visit!).Seen.Select(seen => string.Join(' ', [$"{seen.Observable}={seen.Value}", .. seen.Dims.Select(dim => $"{dim.Name}:{dim.Value}")]));

    [Fact]
    public void A_local_group_that_taxes_is_an_armed_group_with_its_act_and_how_often_it_comes()
    {
        var seen = See(Read(Row(("presence", "1"), ("interference", "1"), ("armed_group1", "Raïa Mutomboki"), ("type_armed_group1", "Groupe armé local"),
            ("frequency_armed_group1", "Une fois tous les 15 jours"), ("taxation_armed_group1", "1"), ("digging_armed_group1", "0"))).Visit!);

        Assert.Equal(
            ["armed_group.present=yes", "armed_group.type=local", "armed_group.frequency=fortnightly", "armed_group.act=taxes_miners"],
            seen.Seen.Select(one => $"{one.Observable}={one.Value}"));
        Assert.All(seen.Seen, one => Assert.Equal(("actor", "Raïa Mutomboki", new DateOnly(2015, 3, 2), Tier.T2), (one.SubjectKind, one.Subject, one.Day!.Value, one.Tier)));
        Assert.Equal(Ipis.SiteOf("codmine99999").ToString(), seen.Site);
    }

    [Fact]
    public void Soldiers_who_tax_are_a_force_beyond_its_duty_and_no_armed_group() =>
        Assert.Equal(
            ["force.present=yes actor:fardc", "force.act=taxes_miners actor:fardc", "force.act=owns_pit actor:fardc", "force.duty=beyond_duty actor:fardc"],
            Says(("presence", "1"), ("armed_group1", "FARDC"), ("type_armed_group1", "FARDC - Éléments indisciplinés"), ("taxation_armed_group1", "1"), ("pit_ownership_armed_group1", "1")));

    [Fact]
    public void No_interference_seen_says_nothing_of_duty() =>
        Assert.Equal(
            ["force.present=yes actor:police", "force.act=none actor:police"],
            Says(("presence", "1"), ("armed_group1", "Police Nationale Congolaise (sauf PMH)"), ("type_armed_group1", "PNC - Pas d’ingérence constatée"), ("taxation_armed_group1", "0")));

    [Fact]
    public void No_data_on_interference_is_not_a_look_at_it() =>
        Assert.Equal(["force.present=yes actor:fardc"], Says(("presence", "1"), ("armed_group1", "FARDC"), ("type_armed_group1", "FARDC - Pas de données sur les ingérences")));

    [Fact]
    public void Nobody_armed_and_no_interference_is_a_clear_look() =>
        Assert.Equal(
            ["armed_group.present=no", "armed_group.act=none", "force.present=no", "force.duty=absent", "force.act=none"],
            Says(("presence", "0"), ("interference", "0"), ("type_armed_group1", "Aucun")));

    [Fact]
    public void A_list_of_actors_that_ends_says_that_no_group_was_there_and_one_that_does_not_says_nothing()
    {
        Assert.Contains("armed_group.present=no", Says(("presence", "1"), ("armed_group1", "FARDC"), ("type_armed_group1", "FARDC - Éléments indisciplinés"), ("type_armed_group2", "Aucun")));
        Assert.DoesNotContain("armed_group.present=no", Says(("presence", "1"), ("armed_group1", "FARDC"), ("type_armed_group1", "FARDC - Éléments indisciplinés")));
    }

    [Fact]
    public void What_was_not_asked_gives_no_observation() => Assert.Empty(Says());

    [Fact]
    public void Undisciplined_soldiers_are_beyond_their_duty_though_no_act_is_marked() =>
        Assert.Equal(
            ["force.present=yes actor:fardc", "force.duty=beyond_duty actor:fardc"],
            Says(("presence", "1"), ("interference", "1"), ("type_armed_group1", "FARDC - Éléments indisciplinés"), ("taxation_armed_group1", "0")));

    [Fact]
    public void Where_somebody_interfered_and_no_act_is_marked_no_group_is_said_to_have_done_nothing() =>
        Assert.DoesNotContain("armed_group.act=none", Says(("presence", "1"), ("interference", "1"), ("type_armed_group1", "Groupe armé local"), ("taxation_armed_group1", "0"), ("type_armed_group2", "Aucun")).Select(one => one.Split(' ')[0]));

    [Fact]
    public void A_pit_that_nobody_knows_the_owner_of_is_not_a_pit_without_one() =>
        Assert.DoesNotContain("force.act=none actor:fardc", Says(("presence", "1"), ("type_armed_group1", "FARDC - Éléments indisciplinés"), ("taxation_armed_group1", "0"), ("pit_ownership_armed_group1", "dontknow")));

    [Fact]
    public void Children_under_15_who_wash_and_carry_are_at_work() =>
        Assert.Equal(
            ["child.under_15_present=yes", "child.under_15_working=yes", "child.under_15_task=washing", "child.under_15_task=carrying"],
            Says(("childunder15", "1"), ("childunder15work", "Lavage, Transport des minerais")));

    [Fact]
    public void No_children_there_is_a_look_and_children_whose_work_was_not_asked_is_none()
    {
        Assert.Equal(["child.under_15_present=no", "child.under_15_working=no"], Says(("childunder15", "0")));
        Assert.Equal(["child.under_15_present=yes"], Says(("childunder15", "1")));
    }

    [Fact]
    public void Sexual_exploitation_of_a_child_stands_in_T3_and_in_no_other_answer_note_or_flag()
    {
        var read = Read(Row(("childunder15", "1"), ("childunder15work", "Lavage, Prostitution des filles, Autre chose inconnue"), ("womenwork", "prostitution")));
        var parts = Answers.Of(new Filled(IpisFormTests.Form, InstanceReading.Read(read.Visit!.Xml).Instance!)).Parts;

        Assert.Contains("sexual_exploitation", Encoding.UTF8.GetString(parts[3].Span), StringComparison.Ordinal);
        Assert.All(parts[..3], part => Assert.DoesNotContain("sexual", Encoding.UTF8.GetString(part.Span), StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("prostitu", Encoding.UTF8.GetString(read.Visit.Xml), StringComparison.OrdinalIgnoreCase);
        Assert.All(read.Flags, flag => Assert.DoesNotContain("prostitu", flag.Value, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Work_services_minerals_and_papers_become_codes() =>
        Assert.Equal(
            ["visit.on_site=reached", "site.workers=150", "site.mineral=cassiterite", "site.mineral=coltan", "site.access=walk_under_2h kind:dry", "site.mechanisation=medium",
             "site.traceability=itsci", "site.qualification=green", "mercury.used=yes", "state_service.present=asm_service", "state_service.present=traceability_service", "state_service.present=tax_service",
             "women.present=yes", "women.task=crushing"],
            Says(("visit_onsite", "1"), ("workers_numb", "150"), ("mineral1", "Cassitérite"), ("mineral2", "Coltan"), ("access_dry", "less2h"), ("mechanisation", "Moyen"), ("traceability", "iTSCI"),
                ("qualification", "Vert"), ("mercury", "1"), ("state_service1", "iTSCi (via SAESSCAM)"), ("state_service4", "DGRPI"), ("women", "1"), ("womenwork", "Concassage")));

    [Fact]
    public void Words_that_nobody_foresaw_are_kept_and_flagged_and_stop_nothing()
    {
        var read = Read(Row(("presence", "1"), ("type_armed_group1", "Groupe armé local"), ("frequency_armed_group1", "Chaque pleine lune")));

        Assert.Equal([new RowNote("word-unknown", "frequency_armed_group1", "Chaque pleine lune")], read.Flags);
        Assert.Contains("Chaque pleine lune", Encoding.UTF8.GetString(read.Visit!.Xml), StringComparison.Ordinal);
        Assert.Contains("Chaque pleine lune", read.Flags[0].Sentence("fr"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vid", "", "id-missing")]
    [InlineData("pcode", " ", "id-missing")]
    [InlineData("pcode", "a b", "id-unreadable")]
    [InlineData("visit_date", "", "day-missing")]
    [InlineData("visit_date", "02/03/2015", "day-unreadable")]
    [InlineData("visit_date", "2015-02-30", "day-unreadable")]
    [InlineData("visit_date", "2027-01-01", "day-outside")]
    [InlineData("visit_date", "0001-01-01", "day-outside")]
    [InlineData("longitude", "east", "place-unreadable")]
    [InlineData("longitude", "", "place-unreadable")]
    [InlineData("latitude", "91", "place-outside")]
    [InlineData("longitude", "-28.5", "place-outside")]
    public void A_row_that_cannot_be_placed_in_time_or_space_is_bad_with_its_column_and_reason(string column, string value, string reason)
    {
        var read = Read(Row((column, value)));

        Assert.Null(read.Visit);
        Assert.Equal((reason, column), (read.Faults[0].Code, read.Faults[0].Column));
        Assert.NotEqual(read.Faults[0].Sentence("en"), read.Faults[0].Sentence("fr"));
    }

    [Fact]
    public void The_same_row_gives_the_same_bytes_and_ids_and_another_row_others()
    {
        var (one, again, other) = (Read(Row()).Visit!, Read(Row()).Visit!, Read(Row(("vid", "8"))).Visit!);

        Assert.Equal(one.Xml, again.Xml);
        Assert.NotEqual(one.Xml, other.Xml);
        Assert.NotEqual(Ipis.VisitOf("7"), Ipis.VisitOf("8"));
        Assert.Equal("uuid:" + Ipis.VisitOf("7"), InstanceReading.Read(one.Xml).Instance!.InstanceId);
    }

    [Theory]
    [InlineData("Sud-Kivu", "Africa/Lubumbashi")]
    [InlineData("Kongo-Central", "Africa/Kinshasa")]
    public void The_clock_is_that_of_the_province(string province, string zone) => Assert.Equal(zone, Read(Row(("province", province))).Visit!.Site.Zone);

    [Fact]
    public void Whatever_stands_in_a_row_nothing_is_thrown_and_what_is_written_reads_back()
    {
        string[] odd = ["", "\0", "\uD800", "\uFFFF", "<a>&\"']]>", "0", "1", "dontknow", "Groupe armé local", "FARDC - Pas d’ingérence constatée", "Prostitution", ", , ,", "2015-03-02", "28.5", "1e400", "\u0301", "é"];
        var bits = Gen.Int[0, odd.Length - 1].Select(at => odd[at]);
        var value = Gen.OneOf(Gen.String, Gen.Select(bits, bits, (a, b) => a + b), Gen.Const(new string('x', 5_000)));
        Gen.Select(Gen.Int[0, Columns.Length - 1].Select(at => Columns[at]).Array[0, 12], value.Array[12], (names, values) => names.Zip(values)).Sample(changes =>
        {
            var read = Read(Row([.. changes]));
            Assert.True(read.Visit is null == (read.Faults.Length > 0));
            Assert.All(read.Faults.Concat(read.Flags), note => Assert.NotEmpty(note.Sentence("fr")));
            if (read.Visit is { } visit)
                Assert.Equal(visit.Day, See(visit) is var seen && seen.Seen.IsEmpty ? visit.Day : seen.Seen[0].Day);
        }, iter: 3_000);
    }
}
