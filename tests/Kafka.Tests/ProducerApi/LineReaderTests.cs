using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using ProducerApi.Events;

namespace Kafka.Tests.ProducerApi;

public sealed class LineReaderTests
{
    private const int MaxLength = 10;
    private const int MaxDiscarded = 20_000;

    [Fact]
    public async Task However_a_stream_is_cut_its_lines_are_the_same()
    {
        var bytes = Encoding.UTF8.GetBytes("one\r\n\n  \r\n1234567890\r\n12345678901\n123456789012\r\né\nlast");
        string[] expected = ["1 one", "4 1234567890", "5 too long", "6 too long", "7 é", "8 last"];

        for (var first = 0; first <= bytes.Length; first++)
        {
            for (var second = first; second <= bytes.Length; second++)
            {
                Assert.Equal(expected, await LinesAsync(bytes[..first], bytes[first..second], bytes[second..]));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n \t\n")]
    public async Task A_stream_of_nothing_has_no_lines(string text) => Assert.Empty(await LinesAsync(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public async Task A_line_that_is_too_long_is_not_held()
    {
        // The writer blocks when the reader holds more bytes than this.
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 4 * MaxLength, resumeWriterThreshold: MaxLength, useSynchronizationContext: false));
        var lines = ReadAsync(pipe.Reader);

        for (var i = 0; i < 1000; i++) await pipe.Writer.WriteAsync("0123456789"u8.ToArray(), TestContext.Current.CancellationToken);
        await pipe.Writer.WriteAsync("\nnext\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync();

        Assert.Equal(["1 too long", "2 next"], await lines);
    }

    [Fact]
    public async Task A_line_without_an_end_ends_the_stream()
    {
        var pipe = new Pipe();
        var lines = ReadAsync(pipe.Reader);

        await pipe.Writer.WriteAsync("one\n"u8.ToArray(), TestContext.Current.CancellationToken);
        while (!lines.IsCompleted) await pipe.Writer.WriteAsync(new byte[1000], TestContext.Current.CancellationToken);

        Assert.Equal(["1 one", "2 endless"], await lines);
    }

    private static async Task<List<string>> LinesAsync(params byte[][] parts)
    {
        var pipe = new Pipe();
        var lines = ReadAsync(pipe.Reader);
        foreach (var part in parts) await pipe.Writer.WriteAsync(part);
        await pipe.Writer.CompleteAsync();
        return await lines;
    }

    private static async Task<List<string>> ReadAsync(PipeReader reader)
    {
        var lines = new List<string>();
        var input = new LineReader(reader, MaxLength, MaxDiscarded);
        while (await input.WaitAsync(TestContext.Current.CancellationToken))
        {
            while (input.TryRead(out var line, out var isTooLong))
            {
                lines.Add($"{input.Number} {(input.IsEndless ? "endless" : isTooLong ? "too long" : Encoding.UTF8.GetString(line.ToArray()))}");
            }
        }

        return lines;
    }
}
