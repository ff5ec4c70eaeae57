using Dashboard.Resources;

namespace Kafka.Tests.Dashboard.Resources;

public sealed class SecretVariableTests
{
    [Theory]
    [InlineData("JsonService__UserKey", "abc")]
    [InlineData("Kafka__Properties__sasl_password", "abc")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "x-api=abc")]
    [InlineData("github_token", "abc")]
    [InlineData("CLIENT_SECRET", "abc")]
    [InlineData("ConnectionStrings__db", "Host=db;Username=me;Password=abc")]
    [InlineData("ConnectionStrings__queue", "amqp://me:abc@localhost:5672/")]
    [InlineData("Kafka__Properties__sasl.jaas.config", "org.apache…")]
    public void What_looks_like_a_secret_is_hidden(string name, string value) => Assert.True(SecretVariable.Hides(name, value));

    [Theory]
    [InlineData("ConnectionStrings__kafka", "localhost:9092")]
    [InlineData("ASPNETCORE_URLS", "http://localhost:5101")]
    [InlineData("services__producer-api__http__0", "http://[::1]:5101")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "service.instance.id=1")]
    [InlineData("EMPTY_SECRET", "")]
    public void What_does_not_is_shown(string name, string value) => Assert.False(SecretVariable.Hides(name, value));
}
