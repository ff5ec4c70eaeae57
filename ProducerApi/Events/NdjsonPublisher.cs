using System.Buffers;
using System.Threading.Channels;
using Contracts;
using Messaging.Publishing;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;
using ProducerApi.Problems;

namespace ProducerApi.Events;

/// <summary>
/// Publishes a stream of page events, one JSON object per line, and answers with one line for each, in order.
/// <code>
///   request ── lines ──▶ publisher ──▶ window ──▶ receipts ──▶ response
///                (1)        (2)          (3)         (4)
/// </code>
/// (1) A line is read and checked, and (2) given to the publisher, which sends without waiting. (3) What came of it, or will, takes a
/// place in the window; when all places are taken, reading waits. (4) Receipts are written in order as they come, and sent as soon
/// as the next one is not there yet. So a client that does not read its receipts, or a broker that is slow, stops the reading, and
/// memory stays the same however long the stream is.
/// </summary>
internal sealed class NdjsonPublisher(
    Topic<PageEvent> topic, Publisher publisher, ApiOptions options, IHostApplicationLifetime lifetime, TimeProvider time)
{
    public const string ContentType = "application/x-ndjson";

    /// <summary>Between two attempts to hand over a record while the publisher's queue is full.</summary>
    private static readonly TimeSpan QueueFullDelay = TimeSpan.FromMilliseconds(10);

    /// <summary>How long receipts may take to reach the client once the host stops.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(3);

    /// <summary>How long a client may go on sending after the end of its answer, when the host stops.</summary>
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromMilliseconds(500);

    private static readonly Problem TooLong = new(StatusCodes.Status413PayloadTooLarge, "The line is too long.");

    /// <summary>Whether a request is a stream.</summary>
    public static bool IsIn(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(ContentType, StringComparison.OrdinalIgnoreCase);

    /// <summary>Runs until the request ends, the client is gone or the host stops. Everything that was read by then has its answer.</summary>
    public async Task RunAsync(HttpContext http)
    {
        RemoveServerLimits(http);
        http.Response.ContentType = ContentType;
        http.Response.Headers.CacheControl = "no-store";

        var window = Channel.CreateBounded<Answer>(new BoundedChannelOptions(options.MaxInFlightLines) { SingleReader = true, SingleWriter = true });
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        using var stop = lifetime.ApplicationStopping.Register(() =>
        {
            http.Request.BodyReader.CancelPendingRead();
            ended.CancelAfter(StopTimeout);
        });

        await http.Response.BodyWriter.FlushAsync(ended.Token); // the headers: the client may start to read
        var reading = ReadAsync(http, window.Writer, ended.Token);
        try
        {
            await WriteAsync(http, window.Reader, ended.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or TimeoutException)
        {
            http.Abort(); // the client is gone, sends what is not HTTP, or does not take its answers: there is nobody to tell
            return;
        }
        finally
        {
            await ended.CancelAsync();
            await reading;
        }

        if (lifetime.ApplicationStopping.IsCancellationRequested) await DrainAndCloseAsync(http);
    }

    private async Task ReadAsync(HttpContext http, ChannelWriter<Answer> window, CancellationToken cancellationToken)
    {
        var lines = new LineReader(http.Request.BodyReader, options.MaxRecordBytes);
        try
        {
            while (await lines.WaitAsync(cancellationToken))
            {
                while (!lifetime.ApplicationStopping.IsCancellationRequested && lines.TryRead(out var line, out var isTooLong))
                {
                    var (pageEvent, problem) = isTooLong ? (null, TooLong) : Parse(line);
                    var receipt = pageEvent is null ? null : await PublishAsync(pageEvent, cancellationToken);
                    await window.WriteAsync(new(lines.Number, receipt, problem), cancellationToken);
                    if (receipt is { IsFaulted: true }) await PauseAsync(receipt, cancellationToken);
                }
            }

            window.Complete();
        }
        catch (Exception e)
        {
            window.Complete(e); // thrown to whoever waits for the answers
        }
        finally
        {
            lines.Release();
        }
    }

    private async Task WriteAsync(HttpContext http, ChannelReader<Answer> window, CancellationToken cancellationToken)
    {
        using var lines = new LineWriter(http.Response.BodyWriter, options.SlowClientTimeout, time);
        while (await window.WaitToReadAsync(cancellationToken))
        {
            while (window.TryRead(out var answer))
            {
                if (lines.IsFull || answer.Receipt is { IsCompleted: false }) await lines.FlushAsync(cancellationToken);
                if (answer.Receipt is not { } receipt) lines.Write(answer.Line, answer.Problem!);
                else
                {
                    await ((Task)receipt.WaitAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    cancellationToken.ThrowIfCancellationRequested();
                    if (receipt.IsCompletedSuccessfully) lines.Write(receipt.Result);
                    else lines.Write(answer.Line, ProblemOf(receipt));
                }
            }

            await lines.FlushAsync(cancellationToken);
        }
    }

    private (PageEvent? Event, Problem? Problem) Parse(ReadOnlySequence<byte> line)
    {
        var (pageEvent, errors) = PageEventJson.Read(topic, line.IsSingleSegment ? line.FirstSpan : line.ToArray());
        return (pageEvent, pageEvent is null ? Problem.Invalid("event", errors) : null);
    }

    /// <summary>Hands the event over and returns its receipt to come. While the publisher's queue is full, waits for room.</summary>
    private async ValueTask<Task<Receipt>> PublishAsync(PageEvent pageEvent, CancellationToken cancellationToken)
    {
        while (true)
        {
            var receipt = publisher.PublishAsync(topic, pageEvent, CancellationToken.None);
            if (receipt.Exception?.InnerException is not BrokerUnavailableException { IsQueueFull: true }) return receipt;

            await Task.Delay(QueueFullDelay, time, cancellationToken);
        }
    }

    /// <summary>Waits for a while when no broker can be reached: an outage shall fail a few lines, not all that the client can send meanwhile.</summary>
    private async ValueTask PauseAsync(Task<Receipt> failed, CancellationToken cancellationToken)
    {
        if (failed.Exception?.InnerException is BrokerUnavailableException e) await Task.Delay(e.RetryAfter, time, cancellationToken);
    }

    private static Problem ProblemOf(Task<Receipt> receipt) =>
        receipt.Exception?.InnerException is PublishException e ? Problem.Of(e) : Problem.Unexpected;

    /// <summary>Ends the answer and gives the client a moment to notice. One that goes on sending would hold up the host's stop, so it is cut off.</summary>
    private async Task DrainAndCloseAsync(HttpContext http)
    {
        await http.Response.CompleteAsync();
        using var deadline = new CancellationTokenSource(DrainTimeout, time);
        try
        {
            while (await http.Request.BodyReader.ReadAsync(deadline.Token) is { IsCompleted: false } rest) http.Request.BodyReader.AdvanceTo(rest.Buffer.End);
        }
        catch (OperationCanceledException)
        {
            http.Abort();
        }
    }

    /// <summary>A stream may be of any length and as slow as its events.</summary>
    private static void RemoveServerLimits(HttpContext http)
    {
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
        http.Features.Get<IHttpMinRequestBodyDataRateFeature>()?.MinDataRate = null;
        http.Features.Get<IHttpMinResponseDataRateFeature>()?.MinDataRate = null; // LineWriter has a simpler rule
    }

    /// <summary>What came of a line: a receipt, already there or still to come, or a problem.</summary>
    private readonly record struct Answer(long Line, Task<Receipt>? Receipt, Problem? Problem);
}
