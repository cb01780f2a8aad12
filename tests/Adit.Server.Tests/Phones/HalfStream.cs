using System.Text;

namespace Adit.Tests.Phones;

/// <summary>A body that stops halfway until it is told to go on.</summary>
internal sealed class HalfStream(byte[] bytes) : Stream
{
    private readonly TaskCompletionSource _halfway = new(TaskCreationOptions.RunContinuationsAsynchronously), _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _at;

    /// <summary>Ends when half of it was read.</summary>
    public Task Halfway => _halfway.Task;

    /// <summary>The boundary that its multipart body begins with.</summary>
    public string Boundary { get; } = Encoding.ASCII.GetString(bytes, 2, bytes.AsSpan().IndexOf("\r\n"u8) - 2);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public void GoOn() => _goOn.TrySetResult();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_at >= bytes.Length / 2)
        {
            _halfway.TrySetResult();
            await _goOn.Task.WaitAsync(cancellationToken);
        }
        var read = Math.Min(buffer.Length, (_at < bytes.Length / 2 ? bytes.Length / 2 : bytes.Length) - _at);
        bytes.AsMemory(_at, read).CopyTo(buffer);
        _at += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
