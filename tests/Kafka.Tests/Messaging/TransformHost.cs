using System.Text.Json;
using Confluent.Kafka;
using Contracts;
using JsonService;
using Messaging;

namespace Kafka.Tests.Messaging;

/// <summary>Runs JsonService's transform in this process and reads its output.</summary>
internal static class TransformHost
{
    public static Task<TestService> StartAsync(
        Dictionary<string, string?> configuration, string from, string to, string group, params (string Key, string Value)[] settings)
    {
        foreach (var (key, value) in settings) configuration[key] = value;
        configuration["JsonService:UserHashKey"] = new string('k', 32);
        return TestService.StartAsync(configuration, builder =>
        {
            builder.AddUserHash();
            builder.AddTransform<PageEvent, AnonymousPageEvent, TransformPageEvent>(
                Topics.PageEvents with { Name = from }, Topics.PageEventsJson with { Name = to }, group);
        });
    }

    /// <summary>Returns the names of the pages, which are numbers in these tests.</summary>
    public static List<int> Names(IEnumerable<ConsumeResult<byte[], byte[]>> records) =>
        [.. records.Select(record => int.Parse(JsonDocument.Parse(record.Message.Value).RootElement.GetProperty("name").GetString()!))];
}
