using Confluent.Kafka;
using Kafka.EndToEnd.Tests.Browser;
using Microsoft.Playwright;

namespace Kafka.EndToEnd.Tests.KafkaConsole;

/// <summary>What a visitor finds on the pages of KafkaConsole.</summary>
internal static class ConsoleTab
{
    /// <summary>The row of one record in a topic.</summary>
    public static ILocator RecordRow(this Tab tab, int partition, long offset) => tab.Row("record", partition, offset);

    /// <summary>The row of one dead letter in a dead-letter topic.</summary>
    public static ILocator DeadLetter(this Tab tab, ConsumeResult<byte[], byte[]> letter) =>
        tab.Row("dead-letter", letter.Partition.Value, letter.Offset.Value);

    /// <summary>The value of one header in the details of a record.</summary>
    public static ILocator HeaderValue(this Tab tab, string name) =>
        tab["header"].Filter(new() { Has = tab.Page.GetByText(name, new() { Exact = true }) }).Locator("td").Last;

    private static ILocator Row(this Tab tab, string testId, int partition, long offset) =>
        tab.Page.Locator($"[data-testid={testId}][data-partition='{partition}'][data-offset='{offset}']");
}
