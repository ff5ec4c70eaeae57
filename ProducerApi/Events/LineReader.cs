using System.Buffers;
using System.IO.Pipelines;

namespace ProducerApi.Events;

/// <summary>
/// Splits a stream into lines that end with LF or CRLF; the last line needs no line end. Skips blank lines. Discards a line that is too
/// long while it arrives, so that memory is bounded by one line of the maximum length plus one read. Ends where it has discarded too much in
/// a row: a small encoded body can decode to an endless line or to endless blank lines.
/// </summary>
/// <param name="input">The stream.</param>
/// <param name="maxLength">The maximum length of a line in bytes, without its line end.</param>
/// <param name="maxDiscarded">The number of bytes, of one line or of blank lines in a row, after which the reader stops discarding them.</param>
internal sealed class LineReader(PipeReader input, int maxLength, long maxDiscarded)
{
    private ReadOnlySequence<byte> _buffer; // read from the stream, but not returned yet
    private long _searched; // bytes at the start of the buffer that contain no LF
    private bool _skipping; // within a line that is too long
    private long _discarded; // bytes of that line
    private long _blank; // bytes of the blank lines in a row
    private bool _reading;
    private bool _ended;

    /// <summary>
    /// The number of the line returned last. It counts from 1 and includes blank lines, like the line number in an editor.
    /// </summary>
    public long Number { get; private set; }

    /// <summary>Whether more was discarded than the maximum, of the last line or of blank lines. The reader has ended there.</summary>
    public bool IsEndless { get; private set; }

    /// <summary>Waits for more bytes. Returns false at the end of the stream, or when the pending read was canceled.</summary>
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

    /// <summary>Ends the current read. The pipe keeps the bytes of lines that were not returned yet.</summary>
    public void Release()
    {
        if (_reading) input.AdvanceTo(_buffer.Start, _buffer.End);
        _reading = false;
    }

    /// <summary>Returns the next complete line, without its line end. It is valid until the next wait.</summary>
    /// <param name="line">Empty when the line is too long.</param>
    /// <param name="isTooLong">Whether the line is longer than the maximum.</param>
    public bool TryRead(out ReadOnlySequence<byte> line, out bool isTooLong)
    {
        while (TryTake(out line))
        {
            Number++;
            isTooLong = _skipping || line.Length > maxLength;
            _skipping = false;
            _discarded = 0;
            if (isTooLong) line = default;
            if (isTooLong || !IsBlank(line))
            {
                _blank = 0;
                return true;
            }

            _blank += line.Length + 1;
            if (_blank <= maxDiscarded) continue;

            isTooLong = _ended = IsEndless = true;
            line = default;
            _buffer = _buffer.Slice(_buffer.End);
            return true;
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

        line = default;
        _searched = _buffer.Length;
        if (_searched <= maxLength + 1) return false; // one more, because the last byte may be a CR

        _skipping = true;
        _discarded += _searched;
        _buffer = _buffer.Slice(_buffer.End);
        _searched = 0;
        _ended = IsEndless = _discarded > maxDiscarded;
        return IsEndless;
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
