using System.Data.Common;
using System.Diagnostics;
using Messaging;
using Microsoft.Data.Sqlite;
using Npgsql;
using SinkService.Migrations;
using SinkService.Retention;

namespace SinkService.Database;

/// <summary>Registers the database, its schema and its retention.</summary>
internal static class DatabaseRegistration
{
    /// <summary>The name of the connection string.</summary>
    public const string ConnectionName = "database";

    /// <summary>
    /// Registers the database that <c>ConnectionStrings:database</c> names as <see cref="SinkDatabase"/> and <see cref="ISinkDatabase"/>:
    /// PostgreSQL with <c>Host=…</c>, SQLite with <c>Data Source=file</c>. Without a connection string it is the SQLite file
    /// <c>.data/sink.db</c> in the service's directory. Its schema is brought up to date when the service starts, and what is older than
    /// <see cref="SinkOptions.Retention"/> is deleted.
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection string is neither.</exception>
    public static void AddSinkDatabase(this IHostApplicationBuilder builder)
    {
        if (IsPostgres(builder.Configuration.GetConnectionString(ConnectionName)))
        {
            builder.AddNpgsqlDataSource(ConnectionName, configureDataSourceBuilder: source =>
            {
                source.ConnectionStringBuilder.ApplicationName ??= builder.Environment.ApplicationName;
                source.ConfigureTracing(OnlyWithinTraces);
            });
            builder.Services.AddSingleton<SinkDatabase, PostgresDatabase>();
        }
        else
        {
            builder.Services.AddSingleton(new SqliteDataSource(SqliteConnectionString(builder)));
            builder.Services.AddSingleton<SinkDatabase, SqliteDatabase>();
        }

        builder.Services.AddSingleton<ISinkDatabase>(services => services.GetRequiredService<SinkDatabase>());
        AddSchema(builder.Services);
        AddRetention(builder.Services);
    }

    /// <summary>A statement is part of the trace of an event or a request. Others, such as those of health checks, start no traces.</summary>
    private static void OnlyWithinTraces(NpgsqlTracingOptionsBuilder tracing) => tracing
        .ConfigureCommandFilter(_ => Activity.Current is not null)
        .ConfigureBatchFilter(_ => Activity.Current is not null)
        .ConfigureCopyOperationFilter(_ => Activity.Current is not null)
        .EnablePhysicalOpenTracing(false);

    private static void AddSchema(IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var database = provider.GetRequiredService<SinkDatabase>();
            return new Migrator(database, Migration.In(database.MigrationsFolder), provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<SchemaUpdate>();
        services.AddHostedService(provider => provider.GetRequiredService<SchemaUpdate>());
        services.AddHealthChecks().AddCheck<SchemaUpdate>("schema");
    }

    private static void AddRetention(IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<SinkOptions, SinkOptionsValidator>()
            .BindConfiguration(SinkOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true);
        services.AddSingleton(provider => new OldRows(provider.GetRequiredService<SinkDatabase>(), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<RetentionService>();
    }

    private static bool IsPostgres(string? connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString)) return false;

        try
        {
            var settings = new DbConnectionStringBuilder { ConnectionString = connectionString };
            if (settings.ContainsKey("Host")) return true;
            if (settings.ContainsKey("Data Source")) return false;
        }
        catch (ArgumentException)
        {
            // The message below has no part of the text: it may hold a password.
        }

        throw new InvalidOperationException(
            $"ConnectionStrings:{ConnectionName} must be a connection string of Npgsql, such as Host=db;Username=sink;Password=…;Database=sink, "
            + "or Data Source= and the path of an SQLite file.");
    }

    private static string SqliteConnectionString(IHostApplicationBuilder builder)
    {
        if (builder.Configuration.GetConnectionString(ConnectionName) is { } configured && !string.IsNullOrWhiteSpace(configured)) return configured;

        var directory = Directory.CreateDirectory(Path.Combine(builder.Environment.ContentRootPath, ".data"));
        return new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory.FullName, "sink.db") }.ConnectionString;
    }
}
