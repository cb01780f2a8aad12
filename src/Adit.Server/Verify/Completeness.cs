using Adit.Forms;
using Adit.Protection;
using Adit.Submissions;

namespace Adit.Verify;

/// <summary>
/// Tells a part that was taken away from one that never was. An entry shows no difference; what the fact is, and what a record's own bytes say, does.
/// </summary>
internal sealed class Completeness
{
    private readonly Dictionary<(string Form, string Version), Form> _forms = [];

    /// <summary>The first part that must be there and is not; null where nothing is missing. Entries come in their order.</summary>
    public Slot? Lacks(Recorded recorded, Parts parts)
    {
        if (recorded.Fact is FormPublished published && XFormReading.Read(published.Xml.ToArray()).Form is { } form)
            _forms[(published.Form, published.Version)] = form;
        foreach (var slot in recorded.Fact is SubmissionAccepted accepted ? Of(accepted) : Of(Facts.KindOf(recorded.Fact)))
            if (parts[slot] is null)
                return slot;
        return null;
    }

    private static IEnumerable<Slot> Of(FactKind kind) => kind.Shallower.Values.Append(kind.Tier).Distinct().Order().Select(Slots.Of);

    private IEnumerable<Slot> Of(SubmissionAccepted accepted)
    {
        yield return Slot.Raw;
        yield return Slots.Of(accepted.Protected ? Tier.T3 : Tier.T2);
        if (accepted.Protected || accepted.Envelope is not { } envelope || !_forms.TryGetValue((envelope.Form, envelope.Version), out var form))
            yield break;
        if (InstanceReading.Read(accepted.Xml).Instance is not { } instance)
            yield break;
        var answers = Answers.Of(new Filled(form, instance));
        for (var tier = Tier.T0; tier <= Tier.T3; tier++)
            if (!answers.Part(tier).IsEmpty)
                yield return Slots.Of(tier);
    }
}
