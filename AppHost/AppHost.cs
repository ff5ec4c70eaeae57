var builder = DistributedApplication.CreateBuilder(args);

var kafka = builder.AddKafka("kafka", port: 9092)
    .WithDataVolume()
    .WithKafkaUI();

// Events come in over HTTP and from a generator …
var producerApi = builder.AddProject<Projects.ProducerApi>("producer-api")
    .WithReference(kafka).WaitFor(kafka)
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints();

builder.AddProject<Projects.SupplierWorker>("supplier-worker")
    .WithReference(kafka).WaitFor(kafka)
    .WithHttpHealthCheck("/health");

// … are consumed by a group of two, turned from topic to topic, and counted while they pass, by two that share one address.
// Nobody waits for anybody but the broker: it holds the events of those who come later.
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
    .WithReplicas(2);

builder.Build().Run();
