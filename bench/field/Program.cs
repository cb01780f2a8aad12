// What Adit's own app for phones costs an agent, measured in real Chromium (ADIT_CHROMIUM, or chromium on the PATH):
//
//   dotnet run -c Release --project bench/field -- link  [--visits 20] [--kbit 240] [--delay 400] [--loss 2]    visits with two photos each over a poor link
//   dotnet run -c Release --project bench/field -- start [--slow 4] [--rounds 5]                                opening the app without a network and starting a visit
//   dotnet run -c Release --project bench/field -- wire  [--visits 5]                                           bytes of a finished visit without photos, both ways
//
// The first screen as Lighthouse sees it: bench/field/first-screen.
//
// link sends over a relay that is as poor as asked (SlowLink.cs says how). Times of start are sums of what the machine does: what the agent types and reads is not in them.
using Adit.Bench;
using Adit.Bench.Field;

var options = new Options(args);
return options.Verb switch
{
    "link" => await Link.Run(options),
    "start" => await Opening.Run(options),
    "wire" => await Wire.Run(options),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("link | start | wire; the head of bench/field/Program.cs says what each takes.");
    return 2;
}
