using System.Security;

namespace Adit.Tests.DataSets;

/// <summary>Two small forms about things to follow up: one makes them, one changes them. What the office and phones know them as is <c>follow_ups</c>.</summary>
internal static class FollowUps
{
    public const string Set = "follow_ups", Making = "spot", Changing = "check";

    private const string Spaces =
        """xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" xmlns:adit="urn:adit:forms:1" xmlns:entities="http://www.opendatakit.org/xforms/entities" """;

    /// <summary>The form that makes them.</summary>
    /// <param name="secret">The tier of a property <c>who</c>; without it there is no such question.</param>
    /// <param name="tier">The tier of the form as a whole.</param>
    public static string MakingForm(string id = Making, string set = Set, string secret = "", string tier = "") =>
        $"""
        <h:html {Spaces}>
          <h:head><h:title>Spot</h:title><model entities:entities-version="2024.1.0">
            <instance><data id="{id}" version="1"><site/><what/><status/><due/>{(secret.Length > 0 ? "<who/>" : "")}<meta><instanceID/><entity dataset="{set}" create="1" id=""><label/></entity></meta></data></instance>
            <instance id="sites" src="jr://file-csv/sites.csv"/>
            <bind nodeset="/data" adit:button="main" {(tier.Length > 0 ? $"adit:tier=\"{tier}\"" : "")}/>
            <bind nodeset="/data/site" type="string" adit:subject="site"/>
            <bind nodeset="/data/what" type="string" required="true()"/>
            <bind nodeset="/data/status" type="string" calculate="'open'" entities:saveto="status"/>
            <bind nodeset="/data/due" type="date" jr:preload="date" jr:preloadParams="today" entities:saveto="due"/>
            {(secret.Length > 0 ? $"<bind nodeset=\"/data/who\" type=\"string\" adit:tier=\"{secret}\" entities:saveto=\"who\"/>" : "")}
            <bind nodeset="/data/meta/instanceID" type="string" jr:preload="uid"/>
            <bind nodeset="/data/meta/entity/@id" type="string"/>
            <setvalue event="odk-instance-first-load" ref="/data/meta/entity/@id" value="uuid()"/>
            <bind nodeset="/data/meta/entity/label" type="string" calculate="/data/what"/>
          </model></h:head>
          <h:body>
            <select1 ref="/data/site"><label>Site</label><itemset nodeset="instance('sites')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>
            <input ref="/data/what"><label>What is wrong</label></input>
            {(secret.Length > 0 ? "<input ref=\"/data/who\"><label>Who</label></input>" : "")}
          </h:body>
        </h:html>
        """;

    /// <summary>The form that changes them.</summary>
    public static string ChangingForm() =>
        $"""
        <h:html {Spaces}>
          <h:head><h:title>Check</h:title><model entities:entities-version="2024.1.0">
            <instance><data id="{Changing}" version="1"><site/><what/><status/><note/><meta><instanceID/><entity dataset="{Set}" update="1" id="" baseVersion="" trunkVersion="" branchId=""><label/></entity></meta></data></instance>
            <instance id="sites" src="jr://file-csv/sites.csv"/>
            <instance id="{Set}" src="jr://file-csv/{Set}.csv"/>
            <bind nodeset="/data" adit:button="main"/>
            <bind nodeset="/data/site" type="string" adit:subject="site"/>
            <bind nodeset="/data/what" type="string" required="true()"/>
            <bind nodeset="/data/status" type="string" required="true()" entities:saveto="status"/>
            <bind nodeset="/data/note" type="string" entities:saveto="note"/>
            <bind nodeset="/data/meta/instanceID" type="string" jr:preload="uid"/>
            <bind nodeset="/data/meta/entity/@id" type="string" calculate=" /data/what "/>
            <bind nodeset="/data/meta/entity/@baseVersion" type="string" calculate="instance('{Set}')/root/item[name= /data/what ]/__version"/>
          </model></h:head>
          <h:body>
            <select1 ref="/data/site"><label>Site</label><itemset nodeset="instance('sites')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>
            <select1 ref="/data/what"><label>What was looked at</label><itemset nodeset="instance('{Set}')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>
            <select1 ref="/data/status"><label>How it stands</label><item><label>Still open</label><value>open</value></item><item><label>Mended</label><value>done</value></item></select1>
            <input ref="/data/note"><label>Note</label></input>
          </h:body>
        </h:html>
        """;

    /// <summary>A record that makes one.</summary>
    public static string Make(Guid entity, string label, string site = "N1", string due = "2026-11-24", string instance = "", string replaces = "", string form = Making, string set = Set, string more = "", string branch = "") =>
        $"""
        <data xmlns:orx="http://openrosa.org/xforms" id="{form}" version="1"><site>{site}</site><what>{SecurityElement.Escape(label)}</what><status>open</status><due>{due}</due>{more}
        <orx:meta><orx:instanceID>{(instance.Length > 0 ? instance : Phones.Rounds.NewInstance())}</orx:instanceID>{(replaces.Length > 0 ? $"<orx:deprecatedID>{replaces}</orx:deprecatedID>" : "")}
        <entity dataset="{set}" create="1" id="{entity}" {branch}><label>{SecurityElement.Escape(label)}</label></entity></orx:meta></data>
        """;

    /// <summary>A record that changes one.</summary>
    public static string Change(Guid entity, int from, string status = "", string note = "", string site = "N1", string instance = "", string replaces = "", (int? Trunk, Guid Id)? branch = null) =>
        $"""
        <data xmlns:orx="http://openrosa.org/xforms" id="{Changing}" version="1"><site>{site}</site><what>{entity}</what>{(status.Length > 0 ? $"<status>{SecurityElement.Escape(status)}</status>" : "")}{(note.Length > 0 ? $"<note>{SecurityElement.Escape(note)}</note>" : "")}
        <orx:meta><orx:instanceID>{(instance.Length > 0 ? instance : Phones.Rounds.NewInstance())}</orx:instanceID>{(replaces.Length > 0 ? $"<orx:deprecatedID>{replaces}</orx:deprecatedID>" : "")}
        <entity dataset="{Set}" update="1" id="{entity}" baseVersion="{from}" {(branch is { } b ? $"trunkVersion=\"{b.Trunk}\" branchId=\"{b.Id}\"" : "")}/></orx:meta></data>
        """;
}
