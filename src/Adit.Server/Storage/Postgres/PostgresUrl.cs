using System.Text.RegularExpressions;
using Npgsql;

namespace Adit.Storage;

/// <summary>
/// An address of a programme in PostgreSQL: <c>postgres://USER@HOST[:PORT][,HOST…]/DATABASE[?schema=NAME&amp;sslmode=verify-full&amp;sslrootcert=FILE]</c>.
/// A password may stand in it, and better does not: the variables PGPASSWORD and PGPASSFILE are read, as by every other client.
/// </summary>
internal sealed partial class PostgresUrl
{
    private readonly NpgsqlConnectionStringBuilder _settings;

    private PostgresUrl(NpgsqlConnectionStringBuilder settings, string schema) => (_settings, Schema) = (settings, schema);

    /// <summary>The schema of the programme; <c>adit</c> where none is named.</summary>
    public string Schema { get; }

    /// <summary>The address without its password.</summary>
    public string Shown => $"postgres://{_settings.Username}@{_settings.Host}/{_settings.Database}?schema={Schema}{Secured}";

    private string Secured => string.Concat(
        _settings.SslMode == SslMode.Prefer ? "" : $"&sslmode={Modes.First(m => m.Mode == _settings.SslMode).Name}",
        _settings.RootCertificate is { Length: > 0 } file ? $"&sslrootcert={Uri.EscapeDataString(file)}" : "");

    private static (string Name, SslMode Mode)[] Modes { get; } =
        [("disable", SslMode.Disable), ("prefer", SslMode.Prefer), ("require", SslMode.Require), ("verify-ca", SslMode.VerifyCA), ("verify-full", SslMode.VerifyFull)];

    /// <summary>Reads an address.</summary>
    /// <param name="wrong">What is wrong with it; null where nothing is.</param>
    public static PostgresUrl? Read(string text, out string? wrong)
    {
        wrong = $"{Password().Replace(text, ":…@")} is no address of a database. One looks like postgres://adit@db.example.org/adit";
        if (Address().Match(text) is not { Success: true } address)
            return null;
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = address.Groups["hosts"].Value,
            Database = Uri.UnescapeDataString(address.Groups["database"].Value),
            ApplicationName = "adit",
        };
        // Of several servers one is the primary, and after a failover another one: it is looked for again at once.
        if (settings.Host.Contains(',', StringComparison.Ordinal))
            (settings.TargetSessionAttributes, settings.HostRecheckSeconds) = ("primary", 1);
        if (address.Groups["user"] is { Success: true } user)
            settings.Username = Uri.UnescapeDataString(user.Value);
        if (address.Groups["password"] is { Success: true } password)
            settings.Password = Uri.UnescapeDataString(password.Value);
        var schema = "adit";
        foreach (var pair in address.Groups["query"].Value.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = (pair.Split('=')[0], Uri.UnescapeDataString(pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]));
            switch (name)
            {
                case "schema" when Name().IsMatch(value): schema = value; break;
                case "schema": wrong = $"{value} is no name for a schema: small letters, digits and _, at most 40, and not ending in _keys or _views."; return null;
                case "sslmode" when Modes.Any(m => m.Name == value): settings.SslMode = Modes.First(m => m.Name == value).Mode; break;
                case "sslmode": wrong = $"{value} is no sslmode. There are disable, prefer, require, verify-ca and verify-full."; return null;
                case "sslrootcert": settings.RootCertificate = value; break;
                default: wrong = $"{name} means nothing in the address of a database. There are schema, sslmode and sslrootcert."; return null;
            }
        }
        wrong = null;
        return new(settings, schema);
    }

    /// <summary>The same place, with another schema.</summary>
    public PostgresUrl Of(string schema) => new(_settings, schema);

    /// <summary>What the client connects with.</summary>
    public string ConnectionString(string path, string options, int most) => new NpgsqlConnectionStringBuilder(_settings.ConnectionString)
    {
        SearchPath = path,
        Options = options,
        MaxPoolSize = most,
        Timeout = 5,
        CommandTimeout = 0,
        // Longer than a session may idle in a turn or with a lease: what keeps a session alive must not keep a turn whose holder hangs.
        KeepAlive = 15,
        MaxAutoPrepare = 300,
        AutoPrepareMinUsages = 3,
        NoResetOnClose = true,
        IncludeErrorDetail = false,
    }.ToString();

    [GeneratedRegex("^postgres(ql)?://((?<user>[^:@/?]+)(:(?<password>[^@/?]*))?@)?(?<hosts>[^/?@]+)/(?<database>[^/?]+)(\\?(?<query>.*))?$")]
    private static partial Regex Address();

    [GeneratedRegex("^(?!.*_(keys|views[0-9]*)$)[a-z_][a-z0-9_]{0,39}$")]
    private static partial Regex Name();

    [GeneratedRegex(":[^:@/]*@")]
    private static partial Regex Password();
}
