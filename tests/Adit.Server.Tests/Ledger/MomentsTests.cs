using Adit.Ledger;
using Adit.Protection;
using Adit.Tests.Phones;
using CsCheck;

namespace Adit.Tests.Ledger;

/// <summary>The server's clock may step back; what was known when has one answer all the same.</summary>
public class MomentsTests
{
    [Fact]
    public Task Known_at_a_time_is_the_last_index_up_to_which_nothing_is_later() =>
        Gen.Select(Gen.Int[-40, 60].List[1, 700], Gen.Int[-2_000, 40_000].List[1, 30]).SampleAsync(async (steps, asked) =>
        {
            await using var house = await House.Open();
            var start = house.Clock.Now;
            foreach (var step in steps.Chunk(40))
                await house.Database.Write(writing =>
                {
                    foreach (var minutes in step)
                    {
                        house.Clock.Advance(TimeSpan.FromMinutes(minutes));
                        writing.Record(ActorId.Program, new RecordsRead("x", 1));
                    }
                    return true;
                });
            Same(house, [.. asked.Select(minutes => Instant.From(start.AddMinutes(minutes)))]);
            await house.Check();
        }, iter: 5, threads: 1);

    [Fact]
    public async Task What_is_recorded_while_the_clock_is_behind_is_flagged()
    {
        await using var house = await House.Open();
        var agent = await house.Agent("Awa", "en", await house.Site("N1"));
        await house.Publish(Rounds.Xform());
        await house.Publish(Rounds.Xform("case", tier: "T3"));
        Assert.DoesNotContain(Facts.ClockBack, Flags(house, house.Database.Size - 1));

        house.Clock.Advance(TimeSpan.FromMinutes(-5));
        foreach (var form in (string[])[Rounds.Form, "case"])
        {
            Assert.Equal(201, (await agent.Phone.Submit(Rounds.Record($"uuid:{form}", site: "N1", form: form))).Code);
            Assert.Contains(Facts.ClockBack, Flags(house, house.Database.Size - 1));
        }
        Assert.Contains(Facts.ClockBack, house.Row("uuid:round")!.Flags, StringComparison.Ordinal);
        await house.Restart();
        Assert.Contains(Facts.ClockBack, Flags(house, (await house.Record(new RecordsRead("x", 1))).Index));

        house.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.DoesNotContain(Facts.ClockBack, Flags(house, (await house.Record(new RecordsRead("x", 1))).Index));
        await house.Check();
    }

    private static IReadOnlyList<string> Flags(House house, long index) => house.Database.Read(db => house.Get<LedgerReading>().Head(db, index))!.Flags;

    // The definition, word for word, against what the program finds.
    private static void Same(House house, List<Instant> asked) => house.Database.Read(db =>
    {
        var times = Enumerable.Range(0, (int)house.Database.Size).Select(i => house.Get<LedgerReading>().Fact(db, i, Tier.T2)!.At).ToList();
        foreach (var time in asked.Concat(times))
        {
            var (latest, known) = (new Instant(long.MinValue), -1L);
            for (var index = 0; index < times.Count; index++)
            {
                latest = times[index] > latest ? times[index] : latest;
                if (latest <= time)
                    known = index;
            }
            Assert.Equal(known, MomentsTable.KnownAt(db, house.Get<LedgerReading>(), time));
        }
        return true;
    });
}
