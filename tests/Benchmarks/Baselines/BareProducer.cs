using System.Text;
using Benchmarks.Load;
using Confluent.Kafka;
using Contracts;
using Microsoft.Extensions.Configuration;

namespace Benchmarks.Baselines;

/// <summary>
/// The minimum work of publishing: a loop that serializes events and sends them with an idempotent producer, until all are acknowledged.
/// It optionally reads each event from JSON first, as a service that receives events must. Prints <c>measured {records per second}</c>.
/// </summary>
internal static class BareProducer
{
    private const int Pages = 200;

    public static void Run()
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var assignment = Assignment.Of(configuration);
        var time = TimeProvider.System;
        using var producer = BareClients.NewProducer(configuration);

        Produce(assignment.Records / 4); // warms up: compiles the code and connects
        var started = time.GetTimestamp();
        Produce(assignment.Records);
        ChildProgram.Print(assignment.Records / time.GetElapsedTime(started).TotalSeconds);

        void Produce(int records)
        {
            var now = time.GetUtcNow();
            var pageEvents = Enumerable.Range(0, Pages).Select(i => new PageEvent($"P{i}", $"U{i % 7}", now, 100 * i)).ToArray();
            var lines = Array.ConvertAll(pageEvents, Topics.PageEvents.Encode);
            var (to, acknowledged) = (new TopicPartition(assignment.Topic, Partition.Any), 0);
            using var all = new ManualResetEventSlim();
            for (var i = 0; i < records; i++)
            {
                var pageEvent = assignment.Decodes ? Topics.PageEvents.Decode(lines[i % Pages]) : pageEvents[i % Pages];
                var message = new Message<byte[], byte[]>
                {
                    Key = Encoding.UTF8.GetBytes(pageEvent.Name),
                    Value = Topics.PageEvents.Encode(pageEvent),
                };
                EventLog.Send(producer, to, message, report =>
                {
                    if (report.Error.IsError) throw new KafkaException(report.Error);
                    if (++acknowledged == records) all.Set();
                });
            }

            all.Wait();
        }
    }
}
