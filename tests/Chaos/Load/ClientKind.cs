namespace Chaos.Load;

/// <summary>How a client sends its events.</summary>
/// <param name="Name">The kind in words.</param>
/// <param name="Share">The part of all events that clients of this kind send.</param>
/// <param name="Clients">The number of clients.</param>
/// <param name="EventsPerRequest">1, or the number of lines of a stream.</param>
/// <param name="IsKeyed">Whether each event has an idempotency key.</param>
/// <param name="Retries">Whether a client sends an event again until it has a receipt.</param>
internal sealed record ClientKind(string Name, double Share, int Clients, int EventsPerRequest, bool IsKeyed, bool Retries)
{
    public static IReadOnlyList<ClientKind> All { get; } =
    [
        new("single events, sent once", 0.25, Clients: 4, EventsPerRequest: 1, IsKeyed: false, Retries: false),
        new("single events, sent again until there is a receipt", 0.20, Clients: 4, EventsPerRequest: 1, IsKeyed: false, Retries: true),
        new("single events with an idempotency key, sent again", 0.25, Clients: 4, EventsPerRequest: 1, IsKeyed: true, Retries: true),
        new("streams, sent once", 0.15, Clients: 2, EventsPerRequest: 20, IsKeyed: false, Retries: false),
        new("streams of events with an id, sent again", 0.15, Clients: 2, EventsPerRequest: 20, IsKeyed: true, Retries: true),
    ];
}
