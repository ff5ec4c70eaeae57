using Microsoft.Extensions.Hosting;
using ServiceDefaults;

namespace Kafka.Tests.ServiceDefaults;

public sealed class SecretFilesTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("secrets-");

    [Fact]
    public void Each_file_of_the_directory_is_a_key_and_overrides_other_sources()
    {
        File.WriteAllText(Path.Combine(_directory.FullName, "Kafka__Properties__sasl_password"), "from the file\n");
        var builder = BuilderWith(_directory.FullName);
        builder.Configuration["Kafka:Properties:sasl_password"] = "from elsewhere";

        builder.AddServiceDefaults();

        Assert.Equal("from the file", builder.Configuration["Kafka:Properties:sasl_password"]);
    }

    [Fact]
    public void A_directory_that_does_not_exist_stops_the_service_at_its_start()
    {
        var builder = BuilderWith(Path.Combine(_directory.FullName, "missing"));

        var error = Assert.Throws<InvalidOperationException>(() => builder.AddServiceDefaults());

        Assert.StartsWith("Secrets:Directory must be an existing directory.", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static HostApplicationBuilder BuilderWith(string directory)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = "test-service" });
        builder.Configuration["Secrets:Directory"] = directory;
        return builder;
    }
}
