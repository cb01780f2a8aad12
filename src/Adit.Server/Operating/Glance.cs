namespace Adit.Operating;

/// <summary>
/// What a question last answered that may hang or fail. However many ask, it is put at most once a second and never twice at a time, and nobody waits for it
/// longer than a moment.
/// </summary>
internal sealed class Glance<T>(Func<T> look)
    where T : class
{
    private const int Fresh = 1_000, Patience = 1_500;

    private readonly Lock _asking = new();
    private Task<T>? _answer;
    private long _asked;

    /// <summary>The answer; null where it fails or does not come.</summary>
    public async Task<T?> Look()
    {
        var (answer, patience) = Ask();
        // Whoever comes while it hangs already waits for what is left of the moment, so that they do not pile up.
        await Task.WhenAny(answer, Task.Delay(Math.Max(0, (int)patience)));
        return answer.IsCompletedSuccessfully ? await answer : null;
    }

    private (Task<T> Answer, long Patience) Ask()
    {
        lock (_asking)
        {
            if (_answer is null || (_answer.IsCompleted && Environment.TickCount64 - _asked >= Fresh))
                (_answer, _asked) = (Task.Run(look), Environment.TickCount64);
            return (_answer, _asked + Patience - Environment.TickCount64);
        }
    }
}
