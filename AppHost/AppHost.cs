using AppHost.Database;
using AppHost.Kafka;
using AppHost.Services;

var builder = DistributedApplication.CreateBuilder(args);

// A cluster that is configured, Apache Kafka, a container or the in-memory broker: AppHost/Kafka chooses.
var kafka = builder.AddKafkaCluster("kafka", port: 9092);

// Events come in over HTTP and from a generator.
var producerApi = builder.AddProject<Projects.ProducerApi>("producer-api")
    .WithReference(kafka).WaitFor(kafka)
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints()
    .WithUrlForEndpoint("http", _ => new() { Url = "/docs", DisplayText = "Try the API" })
    .WithHttp2Port()
    .WithPublishCommands();

builder.AddProject<Projects.SupplierWorker>("supplier-worker")
    .WithReference(kafka).WaitFor(kafka)
    .WithHttpHealthCheck("/health");

// A group of two prints them, one service transforms them exactly once, and a group of two counts them.
// Nobody waits for another service: Kafka keeps the events until each consumer has read them.
builder.AddProject<Projects.ConsumerWorker>("consumer-worker")
    .WithReference(kafka).WaitFor(kafka)
    .WithHttpHealthCheck("/health")
    .WithReplicas(2);

builder.AddProject<Projects.JsonService>("json-service")
    .WithReference(kafka).WaitFor(kafka)
    .WithHttpHealthCheck("/health");

builder.AddProject<Projects.StreamsService>("streams-service")
    .WithReference(kafka).WaitFor(kafka)
    .WithReference(producerApi)
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints()
    .WithUrlForEndpoint("http", url => url.DisplayText = "Live statistics")
    .WithReplicas(2);

// Events and statistics land in a database, which is configured, a container, or a file: AppHost/Database chooses.
builder.AddProject<Projects.SinkService>("sink-service")
    .WithReference(kafka).WaitFor(kafka)
    .WithDatabase("database", kafka)
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints()
    .WithUrlForEndpoint("http", url => url.DisplayText = "Stored events")
    .WithReplicas(2);

// What is in Kafka, in a browser. Aspire generates the key at the first start and keeps it in the user secrets.
var redriveKey = ParameterResourceBuilderExtensions.CreateGeneratedParameter(
    builder, "redrive-key", secret: true, new() { MinLength = 32 });
builder.AddProject<Projects.KafkaConsole>("kafka-console")
    .WithReference(kafka).WaitFor(kafka)
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints()
    .WithUrlForEndpoint("http", url => url.DisplayText = "Kafka console")
    .WithEnvironment("Console__AllowRedrive", "true")
    .WithEnvironment("Console__RedriveKey", redriveKey)
    .WithTraceLinks();

builder.ConfigureLocalRun();
builder.Build().Run();
