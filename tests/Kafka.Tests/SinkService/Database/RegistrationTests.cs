using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using SinkService.Database;

namespace Kafka.Tests.SinkService.Database;

public sealed class RegistrationTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sink-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_a_connection_string_the_database_is_a_file_in_the_directory_of_the_service(string? connectionString)
    {
        using var host = Build(connectionString);

        Assert.IsType<SqliteDatabase>(host.Services.GetRequiredService<SinkDatabase>());
        Assert.Contains(
            Path.Combine(_directory.FullName, ".data", "sink.db"),
            host.Services.GetRequiredService<SinkDatabase>().DataSource.ConnectionString, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_source_is_an_SQLite_file()
    {
        using var host = Build($"Data Source={Path.Combine(_directory.FullName, "other.db")}");

        Assert.IsType<SqliteDatabase>(host.Services.GetRequiredService<SinkDatabase>());
        Assert.False(Directory.Exists(Path.Combine(_directory.FullName, ".data")));
    }

    [Fact]
    public void A_host_is_PostgreSQL_whose_sessions_have_the_name_of_the_service()
    {
        using var host = Build("Host=db.example;Username=sink;Password=secret;Database=views");

        var database = Assert.IsType<PostgresDatabase>(host.Services.GetRequiredService<SinkDatabase>());
        var settings = new NpgsqlConnectionStringBuilder(database.DataSource.ConnectionString);
        Assert.Equal(("db.example", "views", "test-sink"), (settings.Host, settings.Database, settings.ApplicationName));
    }

    [Theory]
    [InlineData("postgres://sink:secret@db.example/views")]
    [InlineData("Username=sink;Password=secret")]
    [InlineData("secret")]
    public void Another_connection_string_is_an_error_that_does_not_show_it(string connectionString)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Build(connectionString));

        Assert.StartsWith("ConnectionStrings:database must be", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    private IHost Build(string? connectionString)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = "test-sink", ContentRootPath = _directory.FullName });
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:database", connectionString)]);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddSinkDatabase();
        return builder.Build();
    }
}
