using InMemoryKafka.Protocol;

namespace InMemoryKafka.Proxy;

/// <summary>
/// Responds to DescribeConfigs, which the cluster does not support, that no topic and no broker has a setting. kafka-topics --describe
/// sends this request.
/// </summary>
internal static class EmptyConfigs
{
    public static byte[] Response(RequestHeader header, byte[] request)
    {
        var reader = RequestHeader.Body(request);
        var resources = reader.Int32();
        var response = FrameWriter.Response(header)
            .Int32(0) // the throttle time
            .Int32(resources);
        for (var left = resources; left > 0; left--)
        {
            var (type, name) = (reader.Byte(), reader.String() ?? "");
            for (var keys = reader.Int32(); keys > 0; keys--) reader.String();
            response.Int16(0).Int16(-1) // no error and no text of an error
                .Byte(type).String(name)
                .Int32(0); // no settings
        }

        return response.ToArray();
    }
}
