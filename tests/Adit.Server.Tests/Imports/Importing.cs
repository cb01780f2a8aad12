using Adit.Reference;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Tests.Imports;

/// <summary>What tests of imports do in a house.</summary>
internal static class Importing
{
    public static async Task<ImportReport> Import(this House house, Func<Stream> open)
    {
        var report = await new IpisImport(house.Database, house.Get<Registers>(), house.Get<Adit.Risk.Catalogues>(), house.Get<Receiving>()).Run(open, ActorId.Program, (_, _) => { }, CancellationToken.None);
        await house.Rated();
        return report;
    }

    /// <summary>How an indicator stood at a site on a day, as far as is known now; null where nothing ever said anything of it.</summary>
    public static Rating? At(this House house, SiteId site, string indicator, DateOnly day) => house.Database.Read(db =>
        RatingsTable.Of(db, site, house.Database.Size)[indicator].Where(row => row.From <= day && day < row.To).Select(row => (Rating?)row.Rating).SingleOrDefault());
}
