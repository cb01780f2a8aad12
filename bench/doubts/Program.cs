// How many forged visits are doubted, and how many honest ones, on simulated quarters.
//
//   dotnet run -c Release --project bench/doubts -- [quarters of each kind, default 200] [first seed, default 7000000]
//
// Thresholds were chosen with the seeds from 1000000 on; DoubtingTests measures with those from 3000000 on, this with those from 7000000 on.
using System.Globalization;
using Adit.Tests.Plausibility;

var quarters = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 200;
var seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 7_000_000;
Console.Write(Measuring.Table(Measuring.Honest(seed, quarters), Measuring.Forged(seed, quarters)));
