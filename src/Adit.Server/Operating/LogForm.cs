namespace Adit.Operating;

/// <summary>How the log is written to the console.</summary>
internal static class LogForm
{
    public static void Register(ILoggingBuilder log, Operation operation)
    {
        log.ClearProviders();
        // Never with scopes: those of a request hold its address, which may hold a key.
        if (operation.JsonLog)
            log.AddJsonConsole(o => (o.UseUtcTimestamp, o.TimestampFormat, o.IncludeScopes) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ", false));
        else
            log.AddSimpleConsole(o => o.SingleLine = true);
        log.SetMinimumLevel(LogLevel.Warning).AddFilter("Adit", LogLevel.Information)
            // That it cannot start is told in a sentence by whoever starts it.
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
            // Comes with pages made of components and warns of keys that are nowhere kept. Nothing here is protected with them: forms and sessions have tokens of their own.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
    }

    /// <summary>Says that the node serves: a line for people, or for programs an object like every other line.</summary>
    public static void SayReady(IServiceProvider services, Settings settings)
    {
        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger("Adit");
        if (!settings.Operation.JsonLog)
            Console.WriteLine($"Adit is ready at {settings.PublicOrigin}");
        else if (log.IsEnabled(LogLevel.Information))
            log.LogInformation("Adit is ready at {Origin}", settings.PublicOrigin);
    }
}
