using System.Buffers;
using System.IO.Pipelines;

namespace ProducerApi.Events;

/// <summary>
/// Takes a stream apart into lines, which end with LF or CRLF; the last one may lack it. Blank lines are left out. Never holds more
/// than one line of the longest length and one read: what is too long is thrown away as it comes.
/// </summary>
internal sealed class LineReader(PipeReader input, int maxLength)
{
    private ReadOnlySequence<byte> _buffer; // read, and not given out yet
    private long _searched; // bytes at the start of the buffer that are known to have no LF
    private bool _skipping; // in the middle of a line that is too long
    private bool _reading;
    private bool _ended;

    /// <summary>The number of the line given out last, as an editor counts: from 1, blank lines too.</summary>
    public long Number { get; private set; }

    /// <summary>Waits until there is more; false at the end, and when somebody cancelled the pending read.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        Release();
        if (_ended) return false;

        var result = await input.ReadAsync(cancellationToken);
        _reading = true;
        _buffer = result.Buffer;
        _ended = result.IsCompleted;
        return !result.IsCanceled;
    }

    /// <summary>Gives the bytes of the last wait back to the stream, whether or not their lines were taken.</summary>
    public void Release()
    {
        if (_reading) input.AdvanceTo(_buffer.Start, _buffer.End);
        _reading = false;
    }

    /// <summary>The next line that is here as a whole, without its end; valid until the next wait.</summary>
    /// <param name="line">The line; empty when it is too long.</param>
    /// <param name="isTooLong">Whether the line is longer than allowed.</param>
    public bool TryRead(out ReadOnlySequence<byte> line, out bool isTooLong)
    {
        while (TryTake(out line))
        {
            Number++;
            isTooLong = _skipping || line.Length > maxLength;
            _skipping = false;
            if (isTooLong) line = default;
            if (isTooLong || !IsBlank(line)) return true;
        }

        isTooLong = false;
        return false;
    }

    private bool TryTake(out ReadOnlySequence<byte> line)
    {
        if (_buffer.Slice(_searched).PositionOf((byte)'\n') is { } end)
        {
            line = WithoutCarriageReturn(_buffer.Slice(0, end));
            _buffer = _buffer.Slice(_buffer.GetPosition(1, end));
            _searched = 0;
            return true;
        }

        if (_ended && (_skipping || !_buffer.IsEmpty))
        {
            line = WithoutCarriageReturn(_buffer);
            _buffer = _buffer.Slice(_buffer.End);
            _searched = 0;
            return true;
        }

        _searched = _buffer.Length;
        if (_searched > maxLength + 1) // a CR may be among them
        {
            _skipping = true;
            _buffer = _buffer.Slice(_buffer.End);
            _searched = 0;
        }

        line = default;
        return false;
    }

    private static ReadOnlySequence<byte> WithoutCarriageReturn(ReadOnlySequence<byte> line)
    {
        if (line.IsEmpty) return line;

        var last = line.Slice(line.Length - 1);
        return last.FirstSpan[0] == '\r' ? line.Slice(0, line.Length - 1) : line;
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var segment in line)
        {
            if (segment.Span.IndexOfAnyExcept((byte)' ', (byte)'\t') >= 0) return false;
        }

        return true;
    }
}
