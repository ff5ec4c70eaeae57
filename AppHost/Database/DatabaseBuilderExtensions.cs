using AppHost.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AppHost.Database;

/// <summary>Gives a service its database.</summary>
internal static class DatabaseBuilderExtensions
{
    /// <summary>
    /// Passes <c>ConnectionStrings__{name}</c> to a service: the database that <c>ConnectionStrings:{name}</c> names; otherwise PostgreSQL in a
    /// container, where Kafka is one, too; otherwise an SQLite file.
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="name">The name of the resource and of the connection string.</param>
    /// <param name="kafka">The cluster whose records are written into the database.</param>
    public static IResourceBuilder<ProjectResource> WithDatabase(
        this IResourceBuilder<ProjectResource> service, [ResourceName] string name, IResourceBuilder<IResourceWithConnectionString> kafka)
    {
        var builder = service.ApplicationBuilder;
        var isPublishing = builder.ExecutionContext.IsPublishMode;
        var source = KafkaSourceChoice.Choose(builder.Configuration, kafka.Resource.Name, ContainerKafka.IsAvailable, isPublishing);
        var isConfigured = builder.Configuration.GetConnectionString(name) is { Length: > 0 };
        if (!isConfigured && source is KafkaSource.Container)
        {
            var database = builder.AddPostgres("postgres").WithDataVolume().AddDatabase(name);
            return service.WithReference(database).WaitFor(database);
        }

        if (isConfigured || isPublishing) return service.WithReference(builder.AddConnectionString(name));

        var file = new SqliteFile(builder, source);
        builder.Services.AddSingleton<IHostedService>(file);
        builder.Services.AddSingleton<IRecordCopies>(file);
        return service.WithEnvironment($"ConnectionStrings__{name}", () => $"Data Source={file.Path}");
    }
}
