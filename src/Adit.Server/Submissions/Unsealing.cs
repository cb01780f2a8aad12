using Adit.Phones;
using Adit.Protection;
using Adit.Storage;

namespace Adit.Submissions;

/// <summary>Opens what apps of others encrypted for the programme: at once where it came whole, else when the last of it is here (decisions 54 and 67).</summary>
internal sealed class Unsealing(Database database, Blobs blobs)
{
    /// <summary>What came in one request; null where it stays as it came.</summary>
    public async Task<OpenedEnvelope?> Open(OpenForm form, Instance instance, IReadOnlyList<UploadedFile> files) =>
        // Of a record that is protected as a whole no file is kept in the clear.
        database.Keys.CollectKey is { } key ? await key.Open(instance, files, form.Form.Tier == Tier.T3 ? null : blobs.Create) : null;

    /// <summary>What came in several requests; null where something of it is still missing, or it stays as it came.</summary>
    /// <param name="held">The files that are kept, by name.</param>
    public async Task<OpenedEnvelope?> Open(OpenForm form, Instance instance, IReadOnlyDictionary<string, KeptFile> held)
    {
        if (form.Form.Tier == Tier.T3 || database.Keys.CollectKey is not { } key || !key.Fits(instance))
            return null;
        var copies = new List<UploadedFile>();
        try
        {
            foreach (var name in instance.Encrypted!.Attachments.Distinct())
                if (held.GetValueOrDefault(name) is { } file && await blobs.Holds(file.Blob.Id))
                    copies.Add(await UploadedFile.Of(file, blobs));
                else
                    return null;
            return await key.Open(instance, copies, blobs.Create);
        }
        finally
        {
            copies.ForEach(c => c.Dispose());
        }
    }
}
