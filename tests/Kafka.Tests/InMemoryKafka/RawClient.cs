using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using InMemoryKafka;

namespace Kafka.Tests.InMemoryKafka;

/// <summary>Speaks the Kafka protocol byte by byte, to send what no client library does.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly TcpClient _client = new();

    public static async Task<RawClient> ConnectAsync(int port)
    {
        var client = new RawClient();
        await client._client.ConnectAsync("localhost", port, TestContext.Current.CancellationToken);
        return client;
    }

    /// <summary>A request with a header of the version that has no tagged fields, or of the one that has.</summary>
    public static byte[] Request(ApiKey api, short version, int correlationId, byte[] body, bool flexible = false)
    {
        byte[] frame = [0, 0, 0, 0, .. Bytes((short)api), .. Bytes(version), .. Bytes(correlationId), .. String("raw"), .. flexible ? new byte[] { 0 } : [], .. body];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - sizeof(int));
        return frame;
    }

    public static byte[] String(string text) => [.. Bytes((short)text.Length), .. Encoding.UTF8.GetBytes(text)];

    public static byte[] CompactString(string text) => [(byte)(text.Length + 1), .. Encoding.UTF8.GetBytes(text)];

    public static byte[] Bytes(short value) => [(byte)(value >> 8), (byte)value];

    public static byte[] Bytes(int value) => [.. Bytes((short)(value >> 16)), .. Bytes((short)value)];

    public static byte[] Bytes(long value) => [.. Bytes((int)(value >> 32)), .. Bytes((int)value)];

    public async Task SendAsync(byte[] bytes) => await _client.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>The next response, without its size.</summary>
    public async Task<byte[]> ReceiveAsync()
    {
        var size = new byte[sizeof(int)];
        await _client.GetStream().ReadExactlyAsync(size, TestContext.Current.CancellationToken);
        var response = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
        await _client.GetStream().ReadExactlyAsync(response, TestContext.Current.CancellationToken);
        return response;
    }

    /// <summary>Waits until the other side has closed the connection.</summary>
    public async Task ClosedAsync()
    {
        try
        {
            while (await _client.GetStream().ReadAsync(new byte[1024], TestContext.Current.CancellationToken) > 0)
            {
            }
        }
        catch (IOException)
        {
            // closed by a reset
        }
    }

    public void Dispose() => _client.Dispose();
}
