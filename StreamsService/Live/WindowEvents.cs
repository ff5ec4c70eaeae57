using StreamsService.View;



namespace StreamsService.Live;

/// <summary>Statistics as server-sent events of type <c>windows</c>.</summary>
internal static class WindowEvents
{
    private const int WindowsPerEvent = 500;

    /// <summary>
    /// What changed, as one event or more: only the last has the id, so that a client who got a part of it resumes from where it was before.
    /// </summary>
    public static IEnumerable<byte[]> Of(Changes changes)
    {
        var (windows, position) = changes;
        for (var from = 0; from == 0 || from < windows.Count; from += WindowsPerEvent)
        {
            var part = windows.Skip(from).Take(WindowsPerEvent).ToList();
            var isLast = from + WindowsPerEvent >= windows.Count;
            yield return ServerSentEvent.Of(new WindowsResponse(part), "windows", isLast ? position.ToString() : null);
        }
    }
}
