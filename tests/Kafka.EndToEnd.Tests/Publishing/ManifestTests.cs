using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Kafka.EndToEnd.Tests.Support;

namespace Kafka.EndToEnd.Tests.Publishing;

public sealed class ManifestTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [AspireKafkaFact]
    public async Task The_manifest_has_Kafka_as_a_container_that_the_services_refer_to()
    {
        var file = Path.Combine(Path.GetTempPath(), $"manifest-{Guid.NewGuid():N}.json");
        try
        {
            await using var appHost = AppHostProcess.Start(
                new Dictionary<string, string> { ["Kafka__Source"] = "" },
                ["--operation", "publish", "--publisher", "manifest", "--output-path", file]);
            Assert.True(await appHost.ExitCodeAsync(Limit) == 0, appHost.Output);

            using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(file));
            var resources = manifest.RootElement.GetProperty("resources");
            var kafka = resources.GetProperty("kafka");
            Assert.Equal("container.v0", kafka.GetProperty("type").GetString());
            Assert.Contains("confluent", kafka.GetProperty("image").GetString());
            Assert.NotEmpty(kafka.GetProperty("volumes").EnumerateArray());
            foreach (var service in Application.Services.Keys)
            {
                var environment = resources.GetProperty(service).GetProperty("env");
                Assert.Equal("{kafka.connectionString}", environment.GetProperty("ConnectionStrings__kafka").GetString());
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [AspireKafkaFact]
    public async Task A_container_keeps_its_data_in_a_volume_and_has_Kafka_UI()
    {
        var model = await Application.ModelAsync(new Dictionary<string, string> { ["Kafka__Source"] = "Container" });

        var kafka = Assert.Single(model.Resources, resource => resource.Name == Application.Kafka);
        Assert.Contains(kafka.Annotations.OfType<ContainerMountAnnotation>(), mount => mount.Type == ContainerMountType.Volume);
        var images = model.Resources.OfType<ContainerResource>().SelectMany(resource => resource.Annotations.OfType<ContainerImageAnnotation>());
        Assert.Contains(images, image => image.Image.Contains("kafka-ui"));
        Assert.All(model.Resources.OfType<ProjectResource>(), service =>
            Assert.Contains(service.Annotations.OfType<ResourceRelationshipAnnotation>(), relation => relation.Resource == kafka));
    }
}
