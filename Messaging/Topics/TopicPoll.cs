using Confluent.Kafka;

namespace Messaging.Topics;

/// <summary>Asks the cluster about a topic at an interval, for a loop that must not wait for the answer. Not thread-safe.</summary>
/// <param name="client">The consumer of the loop, whose connections are used. It asks for the metadata of the cluster every few seconds.</param>
/// <param name="topic">The name of the topic.</param>
internal sealed class TopicPoll(IClient client, string topic) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private readonly TopicDescriber _describer = new(client, metadata: null);
    private Task<(TopicState State, long Request)>? _answer;
    private long _asked;

    /// <summary>Returns the state of the topic when the cluster has answered since the last call; otherwise null.</summary>
    public TopicState? Next()
    {
        if (_answer is { IsCompleted: true } answer)
        {
            _answer = null;
            _ = answer.Exception; // marks it as observed: the next answer will come
            return answer.IsCompletedSuccessfully ? answer.Result.State : null;
        }

        if (_answer is null && (_asked == 0 || TimeProvider.System.GetElapsedTime(_asked) >= Interval))
        {
            _asked = TimeProvider.System.GetTimestamp();
            _answer = _describer.DescribeAsync(topic, RequestTimeout);
        }

        return null;
    }

    public void Dispose()
    {
        _answer?.ContinueWith(static answer => answer.Exception, TaskScheduler.Default); // it may fail, because nobody waits for it any more
        _describer.Dispose();
    }
}
