using Messaging;
using Messaging.Idempotency;
using Microsoft.Extensions.Time.Testing;

namespace Kafka.Tests.Messaging.Idempotency;

public sealed class KeyedRequestsTests : IDisposable
{
    private static readonly OutgoingRecord Record = new("t", null, "v"u8.ToArray());
    private static readonly OutgoingRecord Other = new("t", null, "w"u8.ToArray());

    private readonly KeyedRequests _requests = new(new() { MaxKeys = 3 }, new FakeTimeProvider(PageEvents.Noon));

    [Fact]
    public async Task A_published_request_is_answered_and_its_key_remembered()
    {
        var request = Enter("a").Request!;
        Publish(Assert.Single(_requests.Take()), 5);

        Assert.Equal(5, (await request.Answer).Receipt.Offset);
        Assert.Equal(5, Enter("a").Receipt?.Offset);
        Assert.Throws<KeyReusedException>(() => Enter("a", Other));
        Assert.Empty(_requests.Take());
    }

    [Fact]
    public void While_a_request_is_in_progress_another_one_fails_and_a_line_of_a_stream_joins_it()
    {
        var request = Enter("a").Request;

        Assert.Throws<KeyInUseException>(() => Enter("a"));
        Assert.Throws<KeyReusedException>(() => Enter("a", Other));
        Assert.Throws<KeyReusedException>(() => Enter("a", Other, joins: true));
        Assert.Same(request, Enter("a", joins: true).Request);
    }

    [Fact]
    public void A_queued_request_for_which_nobody_waits_any_more_is_dropped()
    {
        var request = Enter("a").Request!;
        Enter("a", joins: true);

        _requests.Leave(request);
        Assert.Same(request, Enter("a", joins: true).Request);
        _requests.Leave(request);
        _requests.Leave(request);

        Assert.Empty(_requests.Take());
        Assert.NotSame(request, Enter("a").Request);
    }

    [Fact]
    public void A_retry_waits_for_the_outcome_of_a_request_that_was_taken_and_has_timed_out()
    {
        var request = Enter("a").Request!;
        var taken = _requests.Take();
        _requests.Leave(request);

        Assert.Same(request, Enter("a").Request);
        Assert.Equal(taken, _requests.Unpublished(taken));
    }

    [Fact]
    public async Task What_another_instance_has_published_meanwhile_is_answered_and_what_nobody_waits_for_is_dropped()
    {
        List<KeyedRequest> requests = [Enter("same").Request!, Enter("other").Request!, Enter("abandoned").Request!, Enter("open").Request!];
        var taken = _requests.Take();
        _requests.Remember("same", Published(Record, 1));
        _requests.Remember("other", Published(Other, 2));
        _requests.Leave(requests[2]);

        Assert.Equal([requests[3]], _requests.Unpublished(taken));
        Assert.Equal(1, (await requests[0].Answer).Receipt.Offset);
        await Assert.ThrowsAsync<KeyReusedException>(() => requests[1].Answer);
        Assert.NotSame(requests[2], Enter("abandoned").Request);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task A_receipt_is_a_replay_unless_the_request_itself_has_published_the_record(int secondsAfter, bool isReplay)
    {
        var request = Enter("a").Request!;
        var taken = _requests.Take();
        request.LastAttempt = PageEvents.Noon.AddSeconds(secondsAfter);
        _requests.Remember("a", Published(Record, 1));

        Assert.Empty(_requests.Unpublished(taken));
        Assert.Equal(isReplay, (await request.Answer).IsReplay);
    }

    [Fact]
    public async Task A_refused_request_does_not_use_up_its_key()
    {
        var request = Enter("a").Request!;
        _requests.Refuse(Assert.Single(_requests.Take()), new RecordRejectedException(RejectionReason.TooLarge, ""));

        await Assert.ThrowsAsync<RecordRejectedException>(() => request.Answer);
        Assert.NotNull(Enter("a", Other).Request);
    }

    [Fact]
    public void Beyond_the_maximum_of_keys_only_known_keys_are_answered()
    {
        for (var i = 0; i < 3; i++)
        {
            Enter($"{i}");
            Publish(Assert.Single(_requests.Take()), i);
        }

        Assert.Equal(TimeSpan.FromMinutes(10), Assert.Throws<TooManyKeysException>(() => Enter("3")).RetryAfter);
        Assert.Equal(0, Enter("0").Receipt?.Offset);
    }

    [Fact]
    public void The_queue_has_a_limit_and_a_transaction_takes_a_part_of_it_in_order()
    {
        var full = Assert.Throws<BrokerUnavailableException>(() =>
        {
            for (var i = 0; i <= 10_000; i++) Enter($"{i}");
        });

        Assert.True(full.IsQueueFull);
        Assert.Equal(Enumerable.Range(0, 4_096).Select(i => $"{i}"), _requests.Take().Select(request => request.Key));
        Assert.Equal("4096", _requests.Take()[0].Key);
    }

    [Fact]
    public void The_queue_has_a_limit_in_bytes()
    {
        var large = new OutgoingRecord("t", null, new byte[9_000_000]);
        var full = Assert.Throws<BrokerUnavailableException>(() =>
        {
            for (var i = 0; i < 100; i++) Enter($"{i}", large);
        });

        Assert.True(full.IsQueueFull);
        Assert.Single(_requests.Take());
    }

    public void Dispose() => _requests.Dispose();

    private (Receipt? Receipt, KeyedRequest? Request, bool IsFirst) Enter(string key, OutgoingRecord? record = null, bool joins = false) =>
        _requests.Enter(record ?? Record, key, joins, refusal: null);

    private void Publish(KeyedRequest request, long offset)
    {
        request.LastAttempt = PageEvents.Noon;
        _requests.Publish(request, Published(request.Record, offset));
    }

    private static RememberedKey Published(in OutgoingRecord record, long offset) =>
        new(Fingerprint.Of(record), new("t", 0, offset, PageEvents.Noon), PageEvents.Noon);
}
