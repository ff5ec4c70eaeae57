namespace Chaos.Load;

/// <summary>The longest time that a client waited for an answer: without any response, or with nothing but 503.</summary>
internal sealed class Silence(TimeProvider time)
{
    private long? _since;

    public TimeSpan Longest { get; private set; }

    public void OnRequest() => _since ??= time.GetTimestamp();

    public void OnAnswer()
    {
        if (_since is not { } since) return;

        var waited = time.GetElapsedTime(since);
        if (waited > Longest) Longest = waited;
        _since = null;
    }
}
