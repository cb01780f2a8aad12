using System.Globalization;
using System.Security;

namespace Adit.Tests.Phones;

/// <summary>A small form about a round of a site, and records of it.</summary>
internal static class Rounds
{
    public const string Form = "round", Version = "1";

    public static string Xform(string id = Form, string version = Version, string title = "Round", string tier = "", string media = "", string noteTier = "") =>
        $"""
        <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" xmlns:adit="urn:adit:forms:1">
          <h:head><h:title>{SecurityElement.Escape(title)}</h:title><model>
            <instance><data id="{SecurityElement.Escape(id)}" version="{version}"><site/><day/><depth/><photo/><photo2/><who/><note/><meta><instanceID/></meta></data></instance>
            {media}
            {(tier.Length == 0 ? "" : $"<bind nodeset='/data' adit:tier='{tier}'/>")}
            <bind nodeset="/data/site" type="string" adit:subject="site"/>
            <bind nodeset="/data/day" type="date" adit:day=""/>
            <bind nodeset="/data/depth" type="decimal" adit:observes="pit.depth" adit:tier="T1"/>
            {(tier == "T3" ? "" : "<bind nodeset='/data/photo' type='binary'/><bind nodeset='/data/photo2' type='binary'/>")}
            <bind nodeset="/data/who" type="string"/>
            <bind nodeset="/data/note" type="string" {(noteTier.Length == 0 ? "" : $"adit:tier='{noteTier}'")}/>
          </model></h:head>
          <h:body>
            <input ref="/data/site"><label>Site</label></input>
            <input ref="/data/day"><label>Day</label></input>
            <input ref="/data/depth"><label>Depth</label></input>
            {(tier == "T3" ? "" : "<upload ref='/data/photo' mediatype='image/*'><label>Photo</label></upload><upload ref='/data/photo2' mediatype='image/*'><label>Photo</label></upload>")}
            <input ref="/data/who"><label>Who</label></input>
            <input ref="/data/note"><label>Note</label></input>
          </h:body>
        </h:html>
        """;

    public const string Lists = """<instance id="sites" src="jr://file-csv/sites.csv"/><instance id="pits" src="jr://file-csv/pits.csv"/>""";

    public static string NewInstance() => "uuid:" + Guid.NewGuid();

    public static string Record(
        string? instance, string site = "", string depth = "", string photo = "", string photo2 = "", string note = "", string who = "", string day = "2026-11-23",
        string form = Form, string version = Version, string? replaces = null) =>
        $"""
        <?xml version="1.0" encoding="utf-8"?>
        <data xmlns:orx="http://openrosa.org/xforms" id="{SecurityElement.Escape(form)}" version="{version}"><site>{site}</site><day>{day}</day><depth>{depth}</depth><photo>{photo}</photo><photo2>{photo2}</photo2><who>{SecurityElement.Escape(who)}</who><note>{SecurityElement.Escape(note)}</note>
        <orx:meta>{(instance is null ? "" : $"<orx:instanceID>{SecurityElement.Escape(instance)}</orx:instanceID>")}{(replaces is null ? "" : $"<orx:deprecatedID>{SecurityElement.Escape(replaces)}</orx:deprecatedID>")}</orx:meta></data>
        """;

    public static FilePart Photo(string name, int bytes = 2_000, int seed = 1)
    {
        var content = new byte[bytes];
        new Random(seed).NextBytes(content);
        return new(name, "image/jpeg", content);
    }

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
