namespace Adit.Tests.FieldApp;

/// <summary>A small form for the field app, with a large button.</summary>
internal static class WalkForm
{
    public static string Xform(string version = "1", string depth = "Depth", string tier = "", string seals = "") =>
        $"""
        <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" xmlns:adit="urn:adit:forms:1">
          <h:head><h:title>Walk</h:title><model>
            <instance><data id="walk" version="{version}"><start/><end/><site/><depth/><photo/><orx:meta><orx:instanceID/></orx:meta></data></instance>
            <instance id="sites" src="jr://file-csv/sites.csv"/>
            <bind nodeset="/data" adit:button="main" adit:urgency="3" {(tier.Length > 0 ? $"adit:tier=\"{tier}\"" : "")} {seals}/>
            <bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>
            <bind nodeset="/data/end" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/>
            <bind nodeset="/data/site" type="string" adit:subject="site"/>
            <bind nodeset="/data/depth" type="decimal" adit:observes="pit.depth" required="true()"/>
            <bind nodeset="/data/photo" type="binary"/>
            <bind nodeset="/data/orx:meta/orx:instanceID" type="string" jr:preload="uid"/>
          </model></h:head>
          <h:body>
            <input ref="/data/depth"><label>{depth}</label></input>
            <upload ref="/data/photo" mediatype="image/*"><label>Photo</label></upload>
          </h:body>
        </h:html>
        """;
}
