using System.Buffers;
using System.Threading.Channels;
using Contracts;
using Messaging;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using ProducerApi.Bodies;
using ProducerApi.Idempotency;
using ProducerApi.Problems;
using ServiceDefaults.Http;

namespace ProducerApi.Events;

/// <summary>
/// Publishes a stream of page events, one JSON object per line, and responds with one line for each, in order.
/// <code>
///   request ── lines ──▶ publisher ──▶ window ──▶ receipts ──▶ response
///                (1)        (2)          (3)         (4)
/// </code>
/// (1) A line is read and validated. (2) The publisher sends the event without waiting for the acknowledgement. (3) The pending receipt, or
/// the error, is queued in a window of limited size; while the window is full, reading waits. (4) Receipts are written in order. They are
/// flushed when the next one is still pending. So reading stops when the client does not read its receipts or the broker is slow, and
/// memory does not grow with the length of the stream.
/// </summary>
internal sealed class NdjsonPublisher(
    Topic<PageEvent> topic, RecordPublisher publisher, IOptions<ApiOptions> options, IHostApplicationLifetime lifetime, TimeProvider time)
{
    public const string ContentType = "application/x-ndjson";

    /// <summary>The delay between attempts to publish an event while the producer's queue is full.</summary>
    private static readonly TimeSpan QueueFullDelay = TimeSpan.FromMilliseconds(10);

    /// <summary>When the host stops: how long receipts may take to reach the client.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(3);

    /// <summary>When the host stops: how long a client may continue to send after the end of the response.</summary>
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromMilliseconds(500);

    private readonly Problem _tooLong = new(
        StatusCodes.Status413PayloadTooLarge, "The line is too long.", $"A line may have {options.Value.MaxRecordBytes} bytes at most.");

    private readonly Problem _endless = new(
        StatusCodes.Status413PayloadTooLarge, "Too many bytes in a row were discarded.",
        $"The service has discarded {options.Value.MaxDiscardedBytes} bytes of this line, or of blank lines up to it, and ends the stream.");

    /// <summary>Whether a media type is NDJSON.</summary>
    public static bool Accepts(MediaTypeHeaderValue type) => type.MediaType.Equals(ContentType, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Runs until the request ends, the client closes the connection or the host stops. Every line that was read has its response line,
    /// unless the connection is lost or aborted.
    /// </summary>
    public async Task RunAsync(HttpContext http)
    {
        RemoveServerLimits(http);
        http.Response.ContentType = ContentType;
        http.Response.Headers.CacheControl = "no-store";

        var window = Channel.CreateBounded<LineResult>(
            new BoundedChannelOptions(options.Value.MaxInFlightLines) { SingleReader = true, SingleWriter = true });
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        using var stop = lifetime.ApplicationStopping.Register(() =>
        {
            http.Request.BodyReader.CancelPendingRead();
            ended.CancelAfter(StopTimeout);
        });

        await http.Response.BodyWriter.FlushAsync(ended.Token); // sends the headers, so that the client can start to read
        var reading = ReadAsync(http, window.Writer, ended.Token);
        try
        {
            await WriteAsync(http, window.Reader, ended.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or TimeoutException)
        {
            http.Abort(); // the client closed the connection, sent invalid HTTP or does not read, so no error response can reach it
            return;
        }
        finally
        {
            await ended.CancelAsync();
            await reading;
        }

        if (lifetime.ApplicationStopping.IsCancellationRequested) await DrainAndCloseAsync(http);
    }

    private async Task ReadAsync(HttpContext http, ChannelWriter<LineResult> window, CancellationToken cancellationToken)
    {
        var lines = new LineReader(http.Request.BodyReader, options.Value.MaxRecordBytes, options.Value.MaxDiscardedBytes);
        try
        {
            while (await WaitAsync(lines, window, cancellationToken))
            {
                while (!lifetime.ApplicationStopping.IsCancellationRequested && lines.TryRead(out var line, out var isTooLong))
                {
                    var (pageEvent, id, problem) = isTooLong ? (null, null, lines.IsEndless ? _endless : _tooLong) : Parse(line);
                    var receipt = pageEvent is null ? null : await PublishAsync(pageEvent, id, cancellationToken);
                    await window.WriteAsync(new(lines.Number, receipt, problem), cancellationToken);
                    if (receipt is { IsFaulted: true }) await PauseAsync(receipt, cancellationToken);
                }
            }

            window.Complete();
        }
        catch (Exception e)
        {
            window.Complete(e); // rethrown in WriteAsync
        }
        finally
        {
            lines.Release();
        }
    }

    /// <summary>Waits for more lines. A body that can't be decoded from here on ends the stream with one line of error.</summary>
    private static async ValueTask<bool> WaitAsync(LineReader lines, ChannelWriter<LineResult> window, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.WaitAsync(cancellationToken);
        }
        catch (UndecodableBodyException e)
        {
            var problem = new Problem(e.StatusCode, "The stream can't be decoded.", e.Message);
            await window.WriteAsync(new(lines.Number + 1, null, problem), cancellationToken);
            return false;
        }
    }

    private async Task WriteAsync(HttpContext http, ChannelReader<LineResult> window, CancellationToken cancellationToken)
    {
        using var lines = new LineWriter(http.Response.BodyWriter, options.Value.SlowClientTimeout, time);
        while (await window.WaitToReadAsync(cancellationToken))
        {
            while (window.TryRead(out var result))
            {
                if (lines.IsFull || result.Receipt is { IsCompleted: false }) await lines.FlushAsync(cancellationToken);
                if (result.Receipt is not { } receipt)
                {
                    lines.Write(result.Line, result.Problem!);
                }
                else
                {
                    await ((Task)receipt.WaitAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    cancellationToken.ThrowIfCancellationRequested();
                    if (receipt.IsCompletedSuccessfully) lines.Write(receipt.Result);
                    else lines.Write(result.Line, ProblemOf(receipt));
                }
            }

            await lines.FlushAsync(cancellationToken);
        }
    }

    private (PageEvent? Event, string? Id, Problem? Problem) Parse(ReadOnlySequence<byte> line)
    {
        var json = line.IsSingleSegment ? line.FirstSpan : line.ToArray();
        var (pageEvent, errors) = PageEventJson.Read(topic, json);
        var (id, invalidId) = PageEventId.Read(json);
        if (pageEvent is not null && invalidId is null) return (pageEvent, id, null);

        return (null, null, Problem.Invalid("The event is not valid.", invalidId is { } error ? [.. errors, error] : errors));
    }

    /// <summary>Publishes the event and returns the pending receipt. Retries while the producer's queue is full.</summary>
    private async ValueTask<Task<Receipt>> PublishAsync(PageEvent pageEvent, string? id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var receipt = publisher.PublishLineAsync(OutgoingRecord.Of(topic, pageEvent), id);
            if (receipt.Exception?.InnerException is not BrokerUnavailableException { IsQueueFull: true }) return receipt;

            await Task.Delay(QueueFullDelay, time, cancellationToken);
        }
    }

    /// <summary>Pauses if no broker can be reached, so that an outage fails a few lines instead of all that the client sends.</summary>
    private async ValueTask PauseAsync(Task<Receipt> failed, CancellationToken cancellationToken)
    {
        if (failed.Exception?.InnerException is BrokerUnavailableException e) await Task.Delay(e.RetryAfter, time, cancellationToken);
    }

    private static Problem ProblemOf(Task<Receipt> receipt) =>
        receipt.Exception?.InnerException is PublishException e ? PublishProblems.Of(e) : Problem.Unexpected;

    /// <summary>
    /// Ends the response and gives the client time to notice. Aborts the connection if the client continues to send, because the host would
    /// wait for it.
    /// </summary>
    private async Task DrainAndCloseAsync(HttpContext http)
    {
        await http.Response.CompleteAsync();
        using var deadline = new CancellationTokenSource(DrainTimeout, time);
        try
        {
            while (await http.Request.BodyReader.ReadAsync(deadline.Token) is { IsCompleted: false } rest)
            {
                http.Request.BodyReader.AdvanceTo(rest.Buffer.End);
            }
        }
        catch (OperationCanceledException)
        {
            http.Abort();
        }
        catch (UndecodableBodyException)
        {
            // The server discards the rest of the body.
        }
    }

    /// <summary>Removes Kestrel's limits on size and data rate: a stream may have any length and any speed.</summary>
    private static void RemoveServerLimits(HttpContext http)
    {
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
        http.Features.Get<IHttpMinRequestBodyDataRateFeature>()?.MinDataRate = null;
        http.Features.Get<IHttpMinResponseDataRateFeature>()?.MinDataRate = null; // LineWriter applies SlowClientTimeout instead
    }

    /// <summary>The result of a line: a receipt, which may be pending, or a problem.</summary>
    private readonly record struct LineResult(long Line, Task<Receipt>? Receipt, Problem? Problem);
}
