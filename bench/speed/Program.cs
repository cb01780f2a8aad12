// How fast Adit is, measured as a whole process on this machine:
//
//   dotnet run -c Release --project bench/speed -- intake  [--count 20000] [--connections 32] [--sites 300] [--photo 0] [--rate 0] [--stored 0] [--program adit.dll] [--folder DIR]
//   dotnet run -c Release --project bench/speed -- rebuild [--count 50000] [--plain, of entries that are no records] [--folder DIR]
//   dotnet run -c Release --project bench/speed -- pages   [--ipis FILE --site codmine00191] [--times 1] [--sites 12] [--folder DIR] [--report DIR]
//   dotnet run -c Release --project bench/speed -- exports [--count 50000] [--folder DIR]
//   dotnet run -c Release --project bench/speed -- feeds   [--count 50000] [--folder DIR]
//   dotnet run -c Release --project bench/speed -- reports [--folder DIR of a year, and what year takes] [--report DIR]
//   dotnet run -c Release --project bench/speed -- growth  [--sizes 10000,1000000,10000000] [--rounds 3] [--count 8000] [--folder DIR] [--report DIR, default artifacts/speed]
//   dotnet run -c Release --project bench/speed -- year    [--incidents 7862] [--actions 1421] [--sites 49] [--miners 33000] [--days 365] [--folder DIR] [--report DIR]
//
// The year is filled once, day by day under a clock that is moved, through the code that takes what phones send and what the office does; a folder that is named keeps it, and what is measured is a copy.
//
// With --postgres a programme can be grown in the database itself (Growing.cs): --copies N [--short | --lists] [--days 180] [--phones 1].
//
// With --postgres the programme is in a server of PostgreSQL of its own, with the settings of docs/operating/nodes.md, and its CPU counts too.
// A folder that is named is kept, and used again as it is. CPU is the server process's own, user and system, from the first request until everything that was
// sent is rated and can be read; the load comes from this process and is not counted.
using Adit.Bench;

var options = new Options(args);
return options.Verb switch
{
    "intake" => await Intake.Run(options),
    "rebuild" => await Rebuild.Run(options),
    "pages" => await PageTimes.Run(options),
    "growth" => await Growth.Run(options),
    "exports" => await ExportTimes.Run(options),
    "feeds" => await FeedTimes.Run(options),
    "year" => await YearTimes.Run(options),
    "reports" => await ReportTimes.Run(options),
    _ => Options.Usage(),
};
