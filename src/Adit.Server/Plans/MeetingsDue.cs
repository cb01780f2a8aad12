using System.Data.Common;
using Adit.Field;
using Adit.Forms;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Plans;

/// <summary>The meeting about a plan that was issued waits on phones, until somebody wrote one down.</summary>
internal sealed class MeetingsDue(DbConnection db, IReadOnlyList<OpenForm> forms, IReadOnlyList<Site> sites, Words words)
{
    public IEnumerable<PackDue> Due() =>
        forms.FirstOrDefault(f => MeetingSheet.IsAskedBy(f.Form)) is not { } form ? [] :
        from plan in PlansTable.Issued(db, [.. sites.Select(s => s.Id)])
        where plan.Meetings.IsEmpty
        let site = sites.First(s => s.Id == plan.Site)
        select new PackDue(
            $"meeting:{plan.Id}", "follow-up", site.Id.ToString(), form.Published.Form, FormWords.Title(form, words), words.Say("field.due.meeting.detail", ("site", site.Name), ("month", words.Month(plan.Month))), Quiet: false, null,
            PackFilling.At(site, form));
}
