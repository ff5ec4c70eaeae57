using StreamsService.View;

namespace StreamsService.Live;

/// <summary>Writes statistics as server-sent events of type <c>windows</c>.</summary>
internal static class WindowEvents
{
    private const int WindowsPerEvent = 500;

    /// <summary>
    /// Splits changes into one or more events. Only the last event has the id, so a client that received only some of them resumes from its
    /// earlier position.
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
