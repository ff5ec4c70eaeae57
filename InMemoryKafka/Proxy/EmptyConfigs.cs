using InMemoryKafka.Protocol;

namespace InMemoryKafka.Proxy;

/// <summary>
/// Answers DescribeConfigs, which the cluster does not know: no topic and no broker has a setting. kafka-topics --describe asks for them.
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
            response.Int16(0).Int16(-1) // no error, no text
                .Byte(type).String(name)
                .Int32(0); // the settings
        }

        return response.ToArray();
    }
}
