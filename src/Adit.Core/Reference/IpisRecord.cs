using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;
using Adit.Sites;

namespace Adit.Reference;

/// <summary>Writes a row as a record of <c>catalogue/imports/ipis-visit.xml</c>. Questions without an answer are left out.</summary>
internal static class IpisRecord
{
    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true, CloseOutput = false };

    private static readonly string[] Minerals = ["1", "2", "3"];

    public static byte[] Write(IpisColumns row, string vid, SiteId siteId, DateOnly day, IpisSite site)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, Settings))
        {
            xml.WriteStartElement("data");
            xml.WriteAttributeString("id", Ipis.Form);
            xml.WriteAttributeString("version", Ipis.FormVersion);
            Visit(xml, row, vid, siteId, day, site);
            Work(xml, row, site);
            Armed(xml, IpisArmed.Of(row));
            Children(xml, row);
            Answer(xml, "words", Cut(row.Words));
            xml.WriteStartElement("meta");
            Answer(xml, "instanceID", $"uuid:{Ipis.VisitOf(vid):D}");
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        return bytes.ToArray();
    }

    private static void Visit(XmlWriter xml, IpisColumns row, string vid, SiteId siteId, DateOnly day, IpisSite site)
    {
        var written = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Answer(xml, "today", written);
        Answer(xml, "vid", vid);
        Answer(xml, "site", siteId.ToString());
        Answer(xml, "day", written);
        Answer(xml, "project", row.Text("project", 200));
        Answer(xml, "surveyor", row.Text("source", 200));
        Answer(xml, "name", site.Name);
        Answer(xml, "territory", row.Text("territoire", 200));
        Answer(xml, "chiefdom", row.Text("collectivite", 200));
        Answer(xml, "groupement", row.Text("groupement", 200));
        Answer(xml, "village", row.Text("village", 200));
        Answer(xml, "place", site.Place is { } at ? string.Create(CultureInfo.InvariantCulture, $"{at.Latitude} {at.Longitude}") : null);
        Answer(xml, "place_origin", row.Text("location_origin", 200));
        Answer(xml, "on_site", IpisWork.OnSite(row));
        Answer(xml, "reason", row.Text("visit_onsite_novisitreason", 1000));
    }

    private static void Work(XmlWriter xml, IpisColumns row, IpisSite site)
    {
        Answer(xml, "workers", IpisWork.Workers(row));
        Answer(xml, "minerals", site.Minerals);
        Answer(xml, "selling_points", Joined(row, "selling_points_mineral"));
        Answer(xml, "destinations", Joined(row, "final_destination_mineral"));
        Answer(xml, "access_dry", row.Code("access_dry", IpisTables.Access));
        Answer(xml, "access_wet", row.Code("access_wet", IpisTables.Access));
        Answer(xml, "mechanisation", row.Code("mechanisation", IpisTables.Mechanisation));
        Answer(xml, "traceability", row.Code("traceability", IpisTables.Traceability));
        Answer(xml, "qualification", row.Code("qualification", IpisTables.Qualification));
        Answer(xml, "mercury", row.Code("mercury", IpisTables.YesNo));
        Answer(xml, "services", IpisWork.Services(row));
        Answer(xml, "women", row.Code("women", IpisTables.YesNo));
        Answer(xml, "women_tasks", IpisWork.WomensTasks(row));
    }

    private static void Armed(XmlWriter xml, IpisArmed armed)
    {
        xml.WriteStartElement("armed");
        Answer(xml, "presence", armed.Presence);
        Answer(xml, "interference", armed.Interference);
        Answer(xml, "no_group", armed.NoGroup ? "no" : null);
        Answer(xml, "no_group_act", armed.NothingFound ? "none" : null);
        Answer(xml, "no_force", armed.NoForce ? "no" : null);
        Answer(xml, "no_force_duty", armed.NobodyThere ? "absent" : null);
        Answer(xml, "no_force_act", armed.NothingFound ? "none" : null);
        xml.WriteEndElement();
        foreach (var actor in armed.Actors)
            Actor(xml, actor);
    }

    private static void Actor(XmlWriter xml, IpisActor actor)
    {
        var of = actor.IsGroup ? "group" : "force";
        xml.WriteStartElement("actors");
        Answer(xml, "called", actor.Called);
        Answer(xml, "actor", actor.Kind);
        Answer(xml, of + "_present", "yes");
        Answer(xml, "group_type", actor.IsGroup ? actor.GroupType : null);
        Answer(xml, of + "_frequency", actor.Frequency);
        Answer(xml, of + "_acts", actor.Acts);
        Answer(xml, "force_duty", !actor.IsGroup && actor.Interferes ? "beyond_duty" : null);
        xml.WriteEndElement();
    }

    private static void Children(XmlWriter xml, IpisColumns row)
    {
        var present = row.Code("childunder15", IpisTables.YesNo);
        var (tasks, exploited) = IpisWork.ChildrensTasks(row);
        xml.WriteStartElement("children");
        Answer(xml, "present", present);
        Answer(xml, "working", tasks is [not "none", ..] || exploited ? "yes" : present == "no" || tasks is ["none"] ? "no" : null);
        Answer(xml, "tasks", tasks);
        Answer(xml, "worst", exploited ? "sexual_exploitation" : null);
        xml.WriteEndElement();
    }

    private static string Joined(IpisColumns row, string column) =>
        string.Join("; ", Minerals.Select(n => row.Text(column + n, 300)).Where(text => text.Length > 0).Distinct());

    private static string Cut(string text) => WordTable.Clean(text, 4000);

    private static void Answer(XmlWriter xml, string name, ImmutableArray<string> codes) => Answer(xml, name, string.Join(' ', codes));

    private static void Answer(XmlWriter xml, string name, string? answer)
    {
        if (!string.IsNullOrEmpty(answer))
            xml.WriteElementString(name, answer);
    }
}
