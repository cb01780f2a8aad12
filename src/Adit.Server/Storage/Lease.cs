namespace Adit.Storage;

/// <summary>
/// What makes one node of several the one that does a kind of background work. It saves the others the same work and no more: a lease can be lost without a
/// word, so whatever the work writes, it checks in its turn at writing that nobody else came before it.
/// </summary>
internal class Lease : IDisposable
{
    /// <summary>Whether this node still has it, as far as it knows.</summary>
    public virtual bool Held => true;

    /// <summary>Another node asks that what is done be written soon: somebody waits for it there. On a thread of its own.</summary>
    public event Action? Asked;

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    protected void Ask() => Asked?.Invoke();
}
