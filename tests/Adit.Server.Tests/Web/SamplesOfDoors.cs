using Adit.Forms;
using Adit.People;
using Adit.Submissions;
using Adit.Web;
using static Adit.Tests.Web.Samples;

namespace Adit.Tests.Web;

/// <summary>Invented views of refused uploads, of a draft and of the reference.</summary>
internal static class SamplesOfDoors
{
    private static readonly RefusedLineView Line = new(
        "1", Now.AddDays(-3), Now.AddHours(-5), 7, "agent 07", "Daily visit", "The form Daily visit was closed.", "412 kB", false, Now.AddDays(87));

    public static RefusedView List() => new(
        [Line, Line with { Id = "2", Agent = null, Form = null, Times = 1 }, Line with { Id = "3", SinceReceived = true, Why = "The upload was cut off." }],
        new(null, "/refused?after=3", null), 53, [new(Now.AddDays(-1), "B. Analyst", true, "The form was closed.", "It was closed a day early.", "/submissions/1"), new(Now.AddDays(-2), "B. Analyst", false, "This is not well-formed XML.", "A test.", null)]);

    public static RefusedUploadView One() => new(
        Line, [new("Form", "daily-visit"), new("Device", "collect:Xk2f…"), new("p17.jpg", "410 kB")],
        [new("Site", "Pelekazi", Code: "pelekazi"), new("Photo", null, Attachment: "p17.jpg")], null, true, true, false, "It is refused still: the version is not known here.");

    public static DraftView Draft() => new(
        "daily-visit", "Daily visit", "2026112301", Now.AddHours(-2), "https://monitor.example.org/openrosa/test/h3kY0Zr2qv6m1cT8", new QrView(21, "M0 0h7v1h-7z"), 3,
        [new(Now.AddHours(-1), "collect:Xk2f", [new("p17.jpg", "410 kB")], [new("Site", "Test site 1", Code: "TEST-1")])],
        [new("site", "Site", "Where are you?", "one of a list", null, null, true, "T2", null, ["Test site 1", "Test site 2"])], ["rope.jpg"], []);

    public static ReferenceView Reference() => new(
        "What the pages show, for programs.",
        [new("Sites", [new("site", "GET", "/api/sites/{code}", "One site with every risk.", "Needs the right SeeSites.", [new("code", new("text", null), false, null), new("v", new("text", null), true, "A day at the site.")], new("application/json", new("", "SiteAsked")), [new("200", "OK", new("application/json", new("", "SiteAnswer"))), new("204", "No Content", null)])])],
        [new("SiteAnswer", [new("groups", new("list of", "GroupAnswer"), false, null), new("v", new("date", null), false, "The day.")]), new("GroupAnswer", [new("id", new("text", null), false, null)]), new("SiteAsked", [new("name", new("text", null), true, null)])]);
}
