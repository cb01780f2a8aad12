namespace Adit.Storage;

/// <summary>Takes bytes.</summary>
internal delegate void Taking(ReadOnlySpan<byte> bytes);

/// <summary>A stream that hands on what is written to it and keeps none: into a hash, or into a file being made.</summary>
internal sealed class Sink(Taking take) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => take(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => take(buffer);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        take(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
