using Adit.Forms;
using Adit.Protection;
using Adit.Submissions;
using Adit.Tests.Forms;

namespace Adit.Tests.Submissions;

public sealed class EntityTests
{
    private const string Uuid = "2ed6657d-e927-568b-95e1-2665a8aea6a2";

    private static readonly Form Pits = Written.Read(Written.Form(
        """
        <depth/><g><miner/></g><meta><instanceID/><entity dataset="pits" create="1" id=""><label/></entity></meta>
        """,
        """
        <bind nodeset="/data/depth" type="int" entities:saveto="depth"/><bind nodeset="/data/g/miner" entities:saveto="miner" adit:tier="T3"/>
        <bind nodeset="/data/meta/entity/@id" calculate="uuid()"/>
        """));

    private static EntityChanges Read(string entity) =>
        EntityChanges.Of(new Filled(Pits, Written.Record($"<depth>14</depth><g><miner>A</miner></g><meta>{entity}</meta>")));

    [Fact]
    public void A_record_creates_an_entity_with_what_its_questions_save()
    {
        var change = Assert.Single(Read($"<entity dataset='pits' create='1' id='{Uuid}'><label> Pit 7 </label></entity>").Changes);

        Assert.Equal(("pits", Guid.Parse(Uuid), true, false, "Pit 7", ""), (change.Dataset, change.Id, change.Create, change.Update, change.Label, change.Row));
        Assert.Equal([("depth", "14"), ("miner", "A")], change.Properties);
        Assert.Equal(Tier.T3, change.Tier);
    }

    [Fact]
    public void An_offline_change_says_what_it_grew_from()
    {
        var change = Assert.Single(Read(
            $"<entity dataset='pits' update='true' id='uuid:{Uuid}' baseVersion='3' trunkVersion='1' branchId='{Uuid}'/>").Changes);

        Assert.Equal((false, true, 3, 1, Guid.Parse(Uuid)), (change.Create, change.Update, change.BaseVersion, change.TrunkVersion, change.BranchId));
        Assert.Null(change.Label);
    }

    [Fact]
    public void A_label_is_as_protected_as_the_answers_it_is_put_together_from()
    {
        var form = Written.Read(Written.Form(
            """<who/><meta><instanceID/><entity dataset="cases" create="1" id=""><label/></entity></meta>""",
            """<bind nodeset="/data/who" adit:tier="T3"/><bind nodeset="/data/meta/entity/label" calculate="concat('Case of ', /data/who)"/>"""));
        var record = Written.Record($"<who>A</who><meta><entity dataset='cases' create='1' id='{Uuid}'><label>Case of A</label></entity></meta>");

        Assert.Equal(Tier.T3, Assert.Single(EntityChanges.Of(new Filled(form, record)).Changes).Tier);
    }

    [Theory]
    [InlineData("<entity dataset='pits' create='1' id='7'><label>x</label></entity>", "entity-id")]
    [InlineData("<entity dataset='pits' create='1' id='2ed6657d-e927-568b-95e1-2665a8aea6a2'><label> </label></entity>", "entity-label")]
    [InlineData("<entity dataset='lots' create='1' id='2ed6657d-e927-568b-95e1-2665a8aea6a2'><label>x</label></entity>", "entity-dataset")]
    [InlineData("<entity dataset='pits' update='1' id='2ed6657d-e927-568b-95e1-2665a8aea6a2' baseVersion='new'/>", "entity-version")]
    public void What_cannot_be_done_is_an_error_and_no_refusal(string entity, string code)
    {
        var read = Read(entity);

        Assert.Empty(read.Changes);
        Assert.Equal($"{code}:/data/meta/entity", Assert.Single(read.Errors).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("<entity dataset='pits' create='false' update='' id=''/>")]
    public void An_entity_that_nothing_is_to_be_done_to_is_passed_over(string entity)
    {
        var read = Read(entity);

        Assert.Empty(read.Changes);
        Assert.Empty(read.Errors);
    }

    [Fact]
    public void Each_row_makes_its_own_entity()
    {
        var form = XFormReading.Read(Archive.Form("12cc45")).Form!;
        var record = InstanceReading.Read(System.Text.Encoding.UTF8.GetBytes(
            $"""
            <data id="create_or_update_entities_from_repeats" version="1">
              <people><action>create</action><name>A</name><meta><entity dataset="people" create="1" id="{Uuid}"><label>A</label></entity></meta></people>
              <people><name>B</name><meta><entity dataset="people" update="1" id="{Uuid}" baseVersion="2"><label/></entity></meta></people>
            </data>
            """)).Instance!;

        Assert.Equal(["people[1] A", "people[2] B"],
            EntityChanges.Of(new Filled(form, record)).Changes.Select(change => $"{change.Row} {Assert.Single(change.Properties).Value}"));
        Assert.All(EntityChanges.Of(new Filled(form, record)).Changes, change => Assert.Equal("full_name", Assert.Single(change.Properties).Property));
    }
}
