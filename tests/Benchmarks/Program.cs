using Benchmarks;
using Benchmarks.Paths;

return await Invocation.RunAsync(
    args,
    table:
    [
        new("ingest", "POST /events with receipt, beside the same endpoint without Kafka", Ingest.RunAsync),
        new("ingest-stream", "one NDJSON request with receipts, beside a raw idempotent produce loop", IngestStream.RunAsync),
        new("consume", "the at-least-once loop, beside bare Consume, decoding and StoreOffset", Consume.RunAsync),
        new("transform", "JsonService exactly once, beside the same loop without transactions", Transform.RunAsync),
        new("statistics", "StreamsService exactly once, beside bare consume and decode", Statistics.RunAsync),
        new("restore", "the view of a fresh StreamsService, beside bare consume", Restore.RunAsync),
    ],
    others: []);
