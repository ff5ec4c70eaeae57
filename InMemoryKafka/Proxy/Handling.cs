namespace InMemoryKafka.Proxy;

/// <summary>Reads a response of the cluster, and returns the response that the client gets.</summary>
internal delegate ReadOnlyMemory<byte> ResponseHandler(byte[] response);

/// <summary>How to handle a request: pass it on to the cluster, changed or not, or respond without the cluster.</summary>
internal readonly record struct Handling
{
    private Handling(ReadOnlyMemory<byte> frame, bool isResponse, ResponseHandler? onResponse) =>
        (Frame, IsResponse, OnResponse) = (frame, isResponse, onResponse);

    /// <summary>The request for the cluster or, with <see cref="IsResponse"/>, the response for the client.</summary>
    public ReadOnlyMemory<byte> Frame { get; }

    public bool IsResponse { get; }

    public ResponseHandler? OnResponse { get; }

    public static Handling Pass(ReadOnlyMemory<byte> request, ResponseHandler? onResponse = null) =>
        new(request, isResponse: false, onResponse);

    public static Handling Respond(byte[] response) => new(response, isResponse: true, null);
}
