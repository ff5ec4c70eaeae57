using System.Diagnostics;

namespace Messaging.Consuming;

/// <summary>The processing of one record.</summary>
/// <param name="Started">When it started, as <see cref="TimeProvider.GetTimestamp"/>.</param>
/// <param name="Span">Its span; null when it is not traced.</param>
internal readonly record struct RecordProcessing(long Started, Activity? Span) : IDisposable
{
    public void Dispose() => Span?.Dispose();
}
