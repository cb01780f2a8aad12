namespace Adit.Phones;

/// <summary>How many uploads of one key are being taken at once. A phone has one or two: many more are a stolen key, or a loop, and must not fill memory.</summary>
internal sealed class UploadsAtOnce
{
    /// <summary>As many as this go on at once; the next is asked to come back.</summary>
    public const int Most = 512;

    private readonly Dictionary<Guid, int> _going = [];

    /// <summary>Counts one more until the answer is disposed of; null where there are as many as may be.</summary>
    public IDisposable? Begin(Guid key)
    {
        lock (_going)
        {
            var going = _going.GetValueOrDefault(key);
            if (going == Most)
                return null;
            _going[key] = going + 1;
        }
        return new Going(this, key);
    }

    private void End(Guid key)
    {
        lock (_going)
            if (--_going[key] == 0)
                _going.Remove(key);
    }

    private sealed class Going(UploadsAtOnce all, Guid key) : IDisposable
    {
        public void Dispose() => all.End(key);
    }
}
