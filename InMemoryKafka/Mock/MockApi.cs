using System.Runtime.InteropServices;
using System.Text;

namespace InMemoryKafka.Mock;

/// <summary>The part of librdkafka's C interface (rdkafka.h, rdkafka_mock.h) that the in-memory cluster needs.</summary>
internal static class MockApi
{
    private const string Library = "librdkafka";
    private const int Producer = 0;

    static MockApi()
    {
        Confluent.Kafka.Library.Load();
        NativeLibrary.SetDllImportResolver(typeof(MockApi).Assembly, LikeConfluentKafka);
    }

    /// <summary>Creates a client without brokers, which owns a cluster and logs nothing.</summary>
    public static nint NewClient()
    {
        var configuration = rd_kafka_conf_new();
        var reason = new byte[512];
        _ = rd_kafka_conf_set(configuration, "log_level", "0", reason, (nuint)reason.Length);

        var client = rd_kafka_new(Producer, configuration, reason, (nuint)reason.Length);
        return client != 0
            ? client
            : throw new InvalidOperationException($"librdkafka: {Encoding.UTF8.GetString(reason).TrimEnd('\0')}");
    }

    public static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "";

    /// <summary>
    /// Loads the build of the library that Confluent.Kafka has loaded. Its package has several, and it takes the first that loads: the
    /// plain one needs the SASL library of newer distributions, the one for CentOS 8 does not, and musl needs a build of its own.
    /// </summary>
    private static nint LikeConfluentKafka(string name, System.Reflection.Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library) return 0;

        string[] builds = RuntimeInformation.RuntimeIdentifier is var id && (id.Contains("musl") || id.Contains("alpine"))
            ? ["alpine-librdkafka"]
            : [Library, "centos8-librdkafka"];

        foreach (var build in builds)
        {
            if (NativeLibrary.TryLoad(build, assembly, path, out var handle)) return handle;
        }

        return 0;
    }

    [DllImport(Library)]
    private static extern nint rd_kafka_conf_new();

    [DllImport(Library)]
    private static extern int rd_kafka_conf_set(
        nint configuration,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string value,
        byte[] reason,
        nuint reasonSize);

    [DllImport(Library)]
    private static extern nint rd_kafka_new(int type, nint configuration, byte[] reason, nuint reasonSize);

    [DllImport(Library)]
    public static extern void rd_kafka_destroy(nint client);

    [DllImport(Library)]
    public static extern nint rd_kafka_mock_cluster_new(nint client, int brokers);

    [DllImport(Library)]
    public static extern void rd_kafka_mock_cluster_destroy(nint cluster);

    [DllImport(Library)]
    public static extern nint rd_kafka_mock_cluster_bootstraps(nint cluster);

    [DllImport(Library)]
    public static extern void rd_kafka_mock_group_initial_rebalance_delay_ms(nint cluster, int milliseconds);

    [DllImport(Library)]
    public static extern void rd_kafka_mock_set_group_consumer_heartbeat_interval_ms(nint cluster, int milliseconds);

    [DllImport(Library)]
    public static extern void rd_kafka_mock_set_group_consumer_session_timeout_ms(nint cluster, int milliseconds);

    [DllImport(Library)]
    public static extern int rd_kafka_mock_topic_create(
        nint cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, int partitions, int replication);

    [DllImport(Library)]
    public static extern int rd_kafka_mock_broker_set_down(nint cluster, int broker);

    [DllImport(Library)]
    public static extern int rd_kafka_mock_broker_set_up(nint cluster, int broker);

    [DllImport(Library)]
    public static extern int rd_kafka_mock_broker_set_rtt(nint cluster, int broker, int milliseconds);

    [DllImport(Library)]
    public static extern void rd_kafka_mock_push_request_errors_array(nint cluster, short kind, nuint count, int[] errors);

    [DllImport(Library)]
    public static extern void rd_kafka_mock_clear_request_errors(nint cluster, short kind);
}
