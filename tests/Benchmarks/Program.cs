using Benchmarks;
using Benchmarks.Growth;
using Benchmarks.Micro;
using Benchmarks.Paths;

return await Invocation.RunAsync(
    args,
    table:
    [
        new("ingest", "POST /events with receipt, compared with the same endpoint without Kafka", Ingest.RunAsync),
        new("ingest-stream", "one NDJSON request with receipts, compared with a raw idempotent produce loop", IngestStream.RunAsync),
        new("consume", "the at-least-once loop, compared with bare Consume, decoding and StoreOffset", Consume.RunAsync),
        new("transform", "JsonService exactly once, compared with the same loop without transactions", Transform.RunAsync),
        new("statistics", "StreamsService exactly once, compared with bare consume and decode", Statistics.RunAsync),
        new("sink", "SinkService exactly once into PostgreSQL and SQLite, compared with the same rows from memory", Sink.RunAsync),
        new("sink-statistics", "SinkService replacing rows of PostgreSQL, compared with the same upserts from memory", SinkStatistics.RunAsync),
        new("restore", "the view of a fresh StreamsService, compared with bare consume", Restore.RunAsync),
        new("latency", "publish to server-sent update at 200 events/s, compared with the commit interval", Latency.RunAsync),
        new("supplier", "SupplierWorker with an event per millisecond, compared with its timer", Supplier.RunAsync),
        new("start", "dotnet run --project AppHost, until all is healthy", Start.RunAsync),
        new("tracing", "consume and ingest with tracing off, 1 % and 100 %, compared with no telemetry", Instrumentation.RunAsync),
        new("memory", "what each service holds in RAM: idle, and for 5 minutes at 2,000 events/s", Memory.RunAsync),
    ],
    others:
    [
        new("partitions", "how consuming and counting change with 4, 16 and 64 partitions", Partitions.RunAsync),
        new("pages", "how counting and its memory change with 20, 200 and 2,000 pages", Pages.RunAsync),
        new("replicas", "how counting changes with 1, 2 and 4 instances of StreamsService", Replicas.RunAsync),
        new("listeners", "how broadcasting changes with 1, 100 and 1,000 listeners", ManyListeners.RunAsync),
        new("soak", "what each service holds in RAM, for 20 minutes at 2,000 events/s", Memory.SoakAsync),
        new("micro", "JSON, trace headers, window and view, each by itself", MicroBenchmarks.RunAsync),
    ]);
