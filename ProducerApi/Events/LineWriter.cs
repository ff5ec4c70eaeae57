using System.Buffers;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Messaging;
using ServiceDefaults.Http;

namespace ProducerApi.Events;

/// <summary>Writes one line of JSON for each line of the request: its receipt, or <c>{line, status, title, …}</c>.</summary>
internal sealed class LineWriter(PipeWriter output, TimeSpan slowClientTimeout, TimeProvider time) : IDisposable
{
    private const int FlushAt = 32 * 1024;
    private static readonly JsonTypeInfo<Receipt> ReceiptType = (JsonTypeInfo<Receipt>)ResponseJson.Options.GetTypeInfo(typeof(Receipt));

    private readonly Utf8JsonWriter _json =
        new(output, new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    private long _unflushed;

    /// <summary>Whether enough is written that the caller should flush before it writes more.</summary>
    public bool IsFull => _unflushed >= FlushAt;

    public void Write(in Receipt receipt)
    {
        JsonSerializer.Serialize(_json, receipt, ReceiptType);
        EndLine();
    }

    public void Write(long line, Problem problem)
    {
        _json.WriteStartObject();
        _json.WriteNumber("line", line);
        _json.WriteNumber("status", problem.Status);
        _json.WriteString("title", problem.Title);
        if (problem.Detail is { } detail) _json.WriteString("detail", detail);
        if (problem.RetryAfterSeconds is { } seconds) _json.WriteNumber("retryAfter", seconds);
        if (problem.ValidationErrors.Count > 0)
        {
            _json.WritePropertyName("errors");
            JsonSerializer.Serialize(_json, problem.Errors, ResponseJson.Options);
        }

        _json.WriteEndObject();
        EndLine();
    }

    /// <summary>Sends the written lines to the client. Waits while the client does not read.</summary>
    /// <exception cref="OperationCanceledException">The client closed the connection.</exception>
    /// <exception cref="TimeoutException">The client has not read within the slow-client timeout.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_unflushed == 0) return;

        _unflushed = 0;
        var flush = output.FlushAsync(cancellationToken);
        var result = flush.IsCompleted ? await flush : await flush.AsTask().WaitAsync(slowClientTimeout, time, cancellationToken);
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new OperationCanceledException("The client closed the connection before it had read the response.");
        }
    }

    public void Dispose() => _json.Dispose();

    private void EndLine()
    {
        _json.Flush(); // to the pipe; FlushAsync sends it to the client
        _unflushed += _json.BytesCommitted + 1;
        _json.Reset();
        output.Write("\n"u8);
    }
}
