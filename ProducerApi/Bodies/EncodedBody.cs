namespace ProducerApi.Bodies;

/// <summary>A request body as it was received. Remembers whether a decoder has read it to its end.</summary>
internal sealed class EncodedBody(Stream body) : ReadOnlyStream
{
    /// <summary>The maximum number of bytes of one read.</summary>
    public int MaxRead { get; set; } = int.MaxValue;

    /// <summary>Whether no byte was read so far.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Whether a reader was told that there are no more bytes.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The last four bytes that were read, as a big-endian number.</summary>
    public uint LastBytes { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;

        var read = await body.ReadAsync(buffer[..Math.Min(buffer.Length, MaxRead)], cancellationToken);
        if (read == 0) HasEnded = true;
        else IsEmpty = false;
        foreach (var next in buffer.Span[Math.Max(0, read - sizeof(uint))..read]) LastBytes = (LastBytes << 8) | next;
        return read;
    }
}
