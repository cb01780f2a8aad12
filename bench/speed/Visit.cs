using System.Globalization;
using System.Text;

namespace Adit.Bench;

/// <summary>A site-visit form of ordinary size: 54 questions, one repeat, a location; the same again with a photograph. Eleven questions publish ten observables.</summary>
internal static class Visit
{
    public const string Id = "bench-visit";

    private const string Photo = "bench-photo";

    private sealed record Question(string Name, string Type, string? Observes = null, string Dims = "", string[]? Choices = null);

    private static readonly Question[] Questions =
    [
        new("site", "string"), new("district", "select1", Choices: ["north", "south", "east", "west"]), new("visit_date", "date"), new("location", "geopoint"), new("access_note", "note"),
        new("diggers", "int", "people.count", "sex:m task:digging"), new("women", "int", "people.count", "sex:f"), new("children", "int", "child.count", "age_band:under_12"),
        new("cooperative", "string"), new("licence_no", "string"), new("licence_valid", "select1", Choices: ["no", "yes"]), new("armed", "select1", "armed_group.present", "", ["no", "yes"]),
        new("force", "select1", "force.present", "", ["no", "yes"]), new("helmets", "int", "ppe.worn"), new("looked_at", "int", "ppe.sampled"), new("gloves", "int"),
        new("first_aid", "select1", "rescue.kit", "", ["no", "yes"]), new("explosives", "select1", Choices: ["no", "yes"]), new("ventilation", "select1", Choices: ["none", "natural", "forced"]),
        new("last_accident", "date"), new("accident_note", "note"), new("mercury", "select1", "mercury.used", "", ["no", "yes"]), new("mercury_grams", "decimal"),
        new("cyanide", "select1", Choices: ["no", "yes"]), new("tailings", "select1", Choices: ["pond", "river", "open", "reused"]), new("turbidity", "decimal", "water.turbidity"), new("trees", "int"),
        new("backfilled", "select1", Choices: ["no", "partly", "yes"]), new("environment_note", "note"), new("output", "decimal"), new("price", "decimal"), new("buyer", "string"),
        new("bags", "int"), new("tags", "string"), new("guards", "int"), new("queue", "int"), new("stalls", "int"), new("pumps", "int"), new("lamps", "int"), new("hours", "decimal"), new("rain", "decimal"),
        new("depots", "int"), new("scales", "int"), new("meeting_note", "note"), new("remarks", "note"),
    ];

    private static readonly Question[] Shaft = [new("code", "string"), new("depth", "decimal", "pit.depth"), new("support", "select1", Choices: ["none", "timber", "steel"]), new("water", "select1", Choices: ["dry", "wet"]), new("workers", "int")];

    /// <summary>The form as an XForm.</summary>
    public static string Form() => Form(Id, photo: false);

    /// <summary>The form that also asks for a photograph.</summary>
    public static string PhotoForm() => Form(Photo, photo: true);

    /// <summary>A filled-in record of some 3 kB: its instance id, and the XML as a phone sends it.</summary>
    public static (string Instance, string Xml) Record(string site, string? photo, Random random, DateTimeOffset? when = null)
    {
        var (instance, at, xml) = ($"uuid:{Guid.NewGuid()}", when ?? DateTimeOffset.UtcNow, new StringBuilder(4096));
        xml.Append(CultureInfo.InvariantCulture, $"<?xml version='1.0' ?><data xmlns:orx=\"http://openrosa.org/xforms\" id=\"{(photo is null ? Id : Photo)}\" version=\"1\">");
        xml.Append(CultureInfo.InvariantCulture, $"<start>{at.AddMinutes(-17):yyyy-MM-ddTHH:mm:ss.fffK}</start><end>{at:yyyy-MM-ddTHH:mm:ss.fffK}</end><today>{at:yyyy-MM-dd}</today><deviceid>collect:{random.Next(40):x16}</deviceid>");
        foreach (var question in Questions)
            Answer(xml, question, question.Name == "site" ? site : Value(question, at, random));
        if (photo is not null)
            xml.Append(CultureInfo.InvariantCulture, $"<photo>{photo}</photo>");
        xml.Append("<shaft>");
        foreach (var question in Shaft)
            Answer(xml, question, question.Name == "code" ? $"P{random.Next(1, 4)}" : Value(question, at, random));
        xml.Append("</shaft>");
        xml.Append(CultureInfo.InvariantCulture, $"<orx:meta><orx:instanceID>{instance}</orx:instanceID></orx:meta></data>");
        return (instance, xml.ToString());
    }

    private static void Answer(StringBuilder xml, Question question, string value) => xml.Append('<').Append(question.Name).Append('>').Append(value).Append("</").Append(question.Name).Append('>');

    private static string Value(Question question, DateTimeOffset at, Random random) => question switch
    {
        { Choices: { } choices } => choices[random.Next(50) == 0 ? random.Next(choices.Length) : 0],
        { Type: "int" } => (question.Name == "children" ? random.Next(100) / 99 : random.Next(5, 90)).ToString(CultureInfo.InvariantCulture),
        { Type: "decimal" } => (random.Next(100, question.Observes == "pit.depth" ? 1_000 : 100_000) / 100.0).ToString("F2", CultureInfo.InvariantCulture),
        { Type: "date" } => at.AddDays(-random.Next(400)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        { Type: "geopoint" } => string.Create(CultureInfo.InvariantCulture, $"{-10.7 + (random.NextDouble() / 1000):F7} {25.5 + (random.NextDouble() / 1000):F7} 1400.0 {4 + (random.NextDouble() * 8):F1}"),
        { Type: "note" } => string.Join(' ', Enumerable.Range(0, 14).Select(_ => Words[random.Next(Words.Length)])),
        _ => question.Name[..2].ToUpperInvariant() + random.Next(100_000, 999_999).ToString(CultureInfo.InvariantCulture),
    };

    private static readonly string[] Words = ["puits", "eau", "carrière", "timber", "sluice", "mchanga", "niveau", "river", "north", "wet", "pit", "depot"];

    private static string Form(string id, bool photo)
    {
        var body = new StringBuilder();
        foreach (var question in Questions)
            Control(body, "/data/", question);
        body.Append("<group ref=\"/data/shaft\"><repeat nodeset=\"/data/shaft\">");
        foreach (var question in Shaft)
            Control(body, "/data/shaft/", question);
        body.Append("</repeat></group>").Append(photo ? "<upload ref=\"/data/photo\" mediatype=\"image/*\"/>" : "");
        return $"""
            <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" xmlns:adit="urn:adit:forms:1"><h:head><h:title>{id}</h:title><model>
            <instance><data id="{id}" version="1"><start/><end/><today/><deviceid/>{Elements(Questions)}{(photo ? "<photo/>" : "")}<shaft jr:template="">{Elements(Shaft)}</shaft><orx:meta><orx:instanceID/></orx:meta></data></instance>
            <bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/><bind nodeset="/data/end" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/>
            <bind nodeset="/data/today" type="date" jr:preload="date" jr:preloadParams="today"/><bind nodeset="/data/deviceid" type="string" jr:preload="property" jr:preloadParams="deviceid"/>
            {string.Concat(Questions.Select(q => Bind("/data/", q)))}{string.Concat(Shaft.Select(q => Bind("/data/shaft/", q)))}{(photo ? "<bind nodeset=\"/data/photo\" type=\"binary\"/>" : "")}
            </model></h:head><h:body>{body}</h:body></h:html>
            """;
    }

    private static string Elements(Question[] questions) => string.Concat(questions.Select(q => $"<{q.Name}/>"));

    private static string Bind(string path, Question question) =>
        $"<bind nodeset=\"{path}{question.Name}\" type=\"{(question.Type is "select1" or "note" ? "string" : question.Type)}\"{(question.Name is "site" ? " adit:subject=\"site\"" : question.Name is "code" ? " adit:subject=\"pit\"" : "")}"
        + (question.Observes is { } observes ? $" adit:observes=\"{observes}\" adit:tier=\"T1\"" + (question.Dims.Length > 0 ? $" adit:where=\"{question.Dims}\"" : "") : "") + "/>";

    private static void Control(StringBuilder body, string path, Question question)
    {
        var element = question.Choices is null ? "input" : "select1";
        body.Append(CultureInfo.InvariantCulture, $"<{element} ref=\"{path}{question.Name}\"><label>{question.Name}</label>{string.Concat((question.Choices ?? []).Select(c => $"<item><label>{c}</label><value>{c}</value></item>"))}</{element}>");
    }
}
