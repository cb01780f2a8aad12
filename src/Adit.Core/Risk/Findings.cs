namespace Adit.Risk;

/// <summary>What one record says to one indicator about one subject on one day.</summary>
/// <param name="Subject">What it is about; the site, where the indicator is about the site.</param>
/// <param name="Day">The day it happened.</param>
/// <param name="Level">The worst step that the record meets by itself; none where it meets none, or where only many records together can.</param>
/// <param name="Evidence">How that level was come by; where no step is met, reported if any of it was.</param>
/// <param name="Looked">Whether one of the indicator's questions was answered.</param>
/// <param name="Taken">Whether something of it goes into a count, sum or share over days.</param>
/// <param name="Observations">Which observations of the record were read, in its order.</param>
public sealed record Finding(Subject Subject, DateOnly Day, Severity Level, Evidence Evidence, bool Looked, bool Taken, IReadOnlyList<int> Observations);

/// <summary>A step that a record met, alone or together with records before it.</summary>
/// <param name="About">What it is about; the site, where only many records together met it.</param>
/// <param name="Grade">The evidence: reported or observed where the record met it alone.</param>
public readonly record struct Met(Indicator Indicator, Subject About, DateOnly Day, Severity Level, Grade Grade);

/// <summary>Shows the evidence behind a rating: the same judgement that made it, record by record.</summary>
public static class Findings
{
    /// <summary>What a record says to an indicator; empty where the indicator reads nothing of it.</summary>
    public static IReadOnlyList<Finding> Of(Judge judge, in Account account)
    {
        var found = new List<Finding>();
        judge.Split(account, (in Account said, Subject subject, DateOnly day, ReadOnlySpan<int> own, ReadOnlySpan<int> shared) =>
        {
            var scene = new Scene { Observations = said.Observations, Own = own, Shared = shared, Limits = judge.Limits(day) };
            var (looked, taken) = (false, false);
            for (var i = 0; i < scene.Count; i++)
            {
                looked |= judge.LooksBy(scene[i]);
                foreach (var take in judge.Indicator.Takes)
                    taken |= take.Observable == scene[i].Observable || take.OutOf == scene[i].Observable;
            }
            var (level, _) = judge.Single(scene, out var because);
            if (level != Severity.None || looked || taken)
                found.Add(new(subject, day, level, level == Severity.None ? ToldAtAll(scene) : because.Evidence, looked, taken, [.. own.ToArray().Concat(shared.ToArray()).Order()]));
        });
        return found;
    }

    private static Evidence ToldAtAll(in Scene scene)
    {
        for (var i = 0; i < scene.Count; i++)
            if (scene[i].Evidence == Evidence.Reported)
                return Evidence.Reported;
        return Evidence.Observed;
    }
}
