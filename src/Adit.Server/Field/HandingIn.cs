using System.Text;
using Adit.Operating;
using Adit.Phones;
using Adit.Submissions;

namespace Adit.Field;

/// <summary>Takes in what Adit's own app hands in, whichever way it came: over a network, or in a file that was saved on the phone.</summary>
internal sealed class HandingIn(Storage.Database database, Receiving receiving, Quarantine quarantine, ArrivingFiles arriving)
{
    /// <summary>Takes a record, awaits its files and says of each how much is here. What cannot be taken is kept apart, and the answer says why.</summary>
    /// <param name="driftSeconds">The phone's clock minus ours, where it was measured.</param>
    public async Task<(ReceiptAnswer Answer, IReadOnlyList<FileHave> Files)> Take(FieldCaller caller, Handed handed, long? driftSeconds)
    {
        var answer = await receiving.FromField(caller, handed, driftSeconds);
        if (answer.Status >= 400 && answer.Code != Receiving.Erased)
        {
            using var upload = new Upload(Encoding.UTF8.GetBytes(handed.Xml), [], 0, false, new());
            if (await quarantine.Keep(new(caller.Agent, caller.Credential, ""), answer.Code, answer.About, upload, caller.Device.Id.ToString(), handed.App))
                // Its files stayed on the phone, and may follow.
                answer = ReceiptAnswer.Before with { Alias = quarantine.Became(upload.Xml) };
        }
        Instruments.Answered(answer);
        return (answer, answer.Alias is { } alias ? await arriving.Await(caller.Agent.Id, alias, handed.Files ?? []) : []);
    }

    /// <summary>Takes an agent's word that they are well, or their call for help; false where it was taken before.</summary>
    public Task<bool> Take(FieldCaller caller, HandedCheckIn handed, DateTimeOffset at, Storage.Register register, long driftSeconds) =>
        database.Write(writing => handed.Record(writing, caller, register, at, driftSeconds));

    /// <summary>Takes what an agent declares of interests in sites; false where it was taken before.</summary>
    public Task<bool> Take(FieldCaller caller, HandedDeclaration handed, Storage.Register register, long driftSeconds) =>
        database.Write(writing => handed.Record(writing, caller, register, driftSeconds));
}
