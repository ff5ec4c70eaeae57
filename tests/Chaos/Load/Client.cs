namespace Chaos.Load;

/// <summary>
/// A client that sends events at a constant rate. After a failed request it uses the other instance. While it waits for an answer it sends
/// nothing else.
/// </summary>
internal sealed class Client(
    ClientKind kind, double eventsPerSecond, IReadOnlyList<ProducerApi> instances, int first, Ledger ledger, TimeProvider time)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);

    private readonly Silence _silence = new(time);
    private readonly List<LoadEvent> _sent = [];
    private int _instance = first;

    public ClientKind Kind => kind;

    /// <summary>The events that this client has sent. Read it after the client has ended.</summary>
    public IReadOnlyList<LoadEvent> Sent => _sent;

    public TimeSpan LongestSilence => _silence.Longest;

    /// <summary>Sends events until <paramref name="stop"/>, and retries the last one until <paramref name="giveUp"/>.</summary>
    public async Task RunAsync(CancellationToken stop, CancellationToken giveUp)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(kind.EventsPerRequest / eventsPerSecond), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop)) await SendAsync(giveUp);
        }
        catch (OperationCanceledException)
        {
            // the end of the load
        }
    }

    private async Task SendAsync(CancellationToken giveUp)
    {
        List<LoadEvent> events = [.. Enumerable.Range(0, kind.EventsPerRequest).Select(_ => ledger.NewEvent(kind.IsKeyed))];
        _sent.AddRange(events);
        while (true)
        {
            if (await HaveAnswersAsync(events)) return;

            _instance = (_instance + 1) % instances.Count;
            if (!kind.Retries) return;

            await Task.Delay(RetryDelay, time, giveUp);
        }
    }

    /// <summary>Sends events once.</summary>
    /// <returns>Whether all of them have a final answer.</returns>
    private async Task<bool> HaveAnswersAsync(List<LoadEvent> events)
    {
        var sentAt = time.GetTimestamp();
        var isComplete = true;
        _silence.OnRequest();
        if (kind.EventsPerRequest == 1) Note(events[0], await instances[_instance].PublishAsync(events[0]));
        else await instances[_instance].PublishAsync(events, Note);
        return isComplete;

        void Note(LoadEvent sent, Answer answer)
        {
            ledger.Note(sent, answer, sentAt);
            isComplete &= answer.IsFinal;
            if (answer.IsFinal) _silence.OnAnswer();
        }
    }
}
