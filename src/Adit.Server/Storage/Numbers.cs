using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using Dapper;

namespace Adit.Storage;

/// <summary>
/// Draws the numbers by which people speak of incidents, actions, projects and audits: <c>2026-482113</c>. They leave to people outside. Counted ones would tell a buyer of one site how much happens at all others;
/// drawn ones tell nothing but themselves. Those of before were counted and have fewer digits: they stay, and none is drawn again.
/// </summary>
internal class Numbers
{
    /// <summary>The least and the greatest that is drawn: six digits.</summary>
    protected const int Least = 100_000, Most = 999_999;

    private const int MostTries = 1_000_000;

    /// <summary>Of a new incident.</summary>
    /// <param name="year">At the site, when it was learnt of.</param>
    public string OfIncident(DbConnection db, int year) => New(db, "incidents", "", year, null);

    /// <summary>Of a new action.</summary>
    /// <param name="taken">Numbers that were drawn and are not recorded yet; this one is added.</param>
    public string OfAction(DbConnection db, int year, ISet<string>? taken = null) => New(db, "actions", "A-", year, taken);

    /// <summary>Of a new project.</summary>
    public string OfProject(DbConnection db, int year) => New(db, "projects", "P-", year, null);

    /// <summary>Of a new audit.</summary>
    public string OfAudit(DbConnection db, int year) => New(db, "audits", "AU-", year, null);

    /// <summary>A number to try, from <see cref="Least"/> to <see cref="Most"/>.</summary>
    /// <param name="tried">How many of those before it are taken.</param>
    protected virtual int Draw(int tried) => RandomNumberGenerator.GetInt32(Least, Most + 1);

    private string New(DbConnection db, string table, string before, int year, ISet<string>? taken)
    {
        for (var tried = 0; tried < MostTries; tried++)
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"{before}{year:0000}-{Draw(tried):000000}");
            if (taken?.Contains(number) != true && db.QuerySingle<long>($"select count(*) from {table} where number = @number", new { number }) == 0)
            {
                taken?.Add(number);
                return number;
            }
        }
        throw new InvalidOperationException($"No number of six digits is left in {table} for {year}.");
    }
}
