using System.CommandLine;

namespace Adit.Commands;

/// <summary>The program's commands. Exit codes: 0 done, 1 the answer is no, 2 wrong usage.</summary>
internal static class CommandLine
{
    public static RootCommand Root() => new("Adit runs a monitoring programme for artisanal and small-scale mine sites. One data folder is one programme.")
    {
        ServeCommand.Init(),
        ServeCommand.Serve(),
        ExportCommand.Export(),
    };
}
