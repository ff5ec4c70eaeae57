namespace Kafka.Tests.Cluster;

/// <summary>Starts services in their own processes, whose output is also that of the test.</summary>
internal static class TestServiceProcess
{
    extension(ServiceProcess)
    {
        /// <summary>Starts the service whose assembly contains <paramref name="type"/> and keeps all of its output.</summary>
        public static ServiceProcess Start(Type type, IDictionary<string, string?> configuration)
        {
            var log = TestContext.Current.TestOutputHelper;
            var settings = new Dictionary<string, string?>(configuration);
            settings.TryAdd("ASPNETCORE_ENVIRONMENT", "Development");
            var service = new ServiceProcess(type.Assembly.GetName().Name!, new("http://127.0.0.1:0"), settings)
            {
                KeptLines = int.MaxValue,
                OnLine = line => log?.WriteLine(line),
            };
            service.Start();
            return service;
        }
    }
}
