using Confluent.Kafka;
using KafkaConsole.Topics;

namespace Kafka.Tests.KafkaConsole.Topics;

public sealed class RecordSizesTests
{
    [Fact]
    public void The_size_of_a_record_includes_its_headers()
    {
        var record = new ConsumeResult<byte[], byte[]>
        {
            Message = new() { Key = new byte[1], Value = new byte[20], Headers = new() { { "é", new byte[300] }, { "n", null } } },
        };

        Assert.Equal(1 + 20 + 2 + 300 + 1, RecordSizes.Of(record));
        Assert.Equal(0, RecordSizes.Of(new() { Message = new() }));
    }
}
