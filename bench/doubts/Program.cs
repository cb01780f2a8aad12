// How much that is invented is found, and how much that is honest is asked about, on simulated quarters.
//
//   dotnet run -c Release --project bench/doubts -- [visits|lots] [quarters of each kind, default 200] [first seed, default 7000000]
//
// visits (the default): forged visits of agents. lots: laundered bags, tags sold on, bags that were never dug, miners under-weighed.
// Thresholds were chosen with the seeds from 1000000 on; the tests measure with those from 3000000 on, this with those from 7000000 on.
using System.Globalization;
using Adit.Tests.Custody;
using Adit.Tests.Plausibility;

var lots = args is ["lots", ..];
var numbers = args is ["lots" or "visits", ..] ? args[1..] : args;
var quarters = numbers.Length > 0 ? int.Parse(numbers[0], CultureInfo.InvariantCulture) : 200;
var seed = numbers.Length > 1 ? int.Parse(numbers[1], CultureInfo.InvariantCulture) : 7_000_000;
Console.Write(lots ? DriftMeasuring.Table(DriftMeasuring.Honest(seed, quarters), DriftMeasuring.Dishonest(seed, quarters, Fraud.All)) : Measuring.Table(Measuring.Honest(seed, quarters), Measuring.Forged(seed, quarters)));
