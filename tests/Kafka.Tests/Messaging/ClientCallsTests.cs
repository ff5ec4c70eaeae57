using Confluent.Kafka;
using Messaging.Clients;

namespace Kafka.Tests.Messaging;

public sealed class ClientCallsTests
{
    private readonly ClientCalls _calls = new();

    [Fact]
    public async Task A_client_is_not_disposed_while_a_call_is_in_progress()
    {
        var first = _calls.Begin();
        var second = _calls.Begin();
        var closing = Task.Run(_calls.Close, TestContext.Current.CancellationToken);

        first.Dispose();
        first.Dispose();
        await RefusedAsync();
        Assert.False(closing.IsCompleted);

        second.Dispose();
        await closing.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_client_without_calls_is_disposed_at_once_and_calls_later_are_refused()
    {
        _calls.Begin().Dispose();

        _calls.Close();

        Assert.Equal(ErrorCode.Local_Destroy, Assert.Throws<KafkaException>(() => _calls.Begin()).Error.Code);
    }

    /// <summary>Waits until further calls are refused: the client is being disposed.</summary>
    private Task RefusedAsync() => Eventually.TrueAsync(
        () =>
        {
            try
            {
                _calls.Begin().Dispose();
                return false;
            }
            catch (KafkaException)
            {
                return true;
            }
        },
        "calls are refused");
}
