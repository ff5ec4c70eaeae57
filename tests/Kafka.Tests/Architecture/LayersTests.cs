using ArchUnitNET.Domain;
using ArchUnitNET.Fluent;
using ArchUnitNET.Loader;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Kafka.Tests.Architecture;

/// <summary>
/// The allowed references: services → Messaging → Contracts → .NET; services → ServiceDefaults → Contracts; services with web pages → WebTheme.
/// </summary>
public sealed class LayersTests
{
    private static readonly System.Reflection.Assembly[] Services =
    [
        typeof(global::ConsumerWorker.PrintRecord).Assembly,
        typeof(global::JsonService.UserHash).Assembly,
        typeof(global::SupplierWorker.Supplier).Assembly,
        Load("ProducerApi"),
        Load("SinkService"),
        Load("StreamsService"),
    ];

    private static readonly ArchUnitNET.Domain.Architecture System_ =
        new ArchLoader().LoadAssemblies(
        [.. Services, Load("Contracts"), Load("Messaging"), Load("ServiceDefaults"), typeof(Confluent.Kafka.Headers).Assembly]).Build();

    private static readonly IObjectProvider<IType> Contracts = In("Contracts");
    private static readonly IObjectProvider<IType> Messaging = In("Messaging");
    private static readonly IObjectProvider<IType> ServiceDefaults = In("ServiceDefaults");

    [Fact]
    public void Contracts_know_neither_messaging_nor_service_defaults_nor_kafka()
    {
        Check(Types().That().Are(Contracts).Should().NotDependOnAny(Messaging));
        Check(Types().That().Are(Contracts).Should().NotDependOnAny(ServiceDefaults));
        Check(Types().That().Are(Contracts).Should().NotDependOnAny(In("Confluent.Kafka")));
    }

    [Fact]
    public void Messaging_and_service_defaults_do_not_know_each_other()
    {
        Check(Types().That().Are(Messaging).Should().NotDependOnAny(ServiceDefaults));
        Check(Types().That().Are(ServiceDefaults).Should().NotDependOnAny(Messaging));
    }

    [Fact]
    public void The_core_of_statistics_knows_neither_kafka_nor_messaging()
    {
        foreach (var room in new[] { "Counting", "View", "Sketches", "Changelog" })
        {
            var core = In($"StreamsService.{room}");
            Check(Types().That().Are(core).Should().NotDependOnAny(In("Confluent.Kafka")));
            Check(Types().That().Are(core).Should().NotDependOnAny(Messaging));
        }
    }

    [Fact]
    public void Services_do_not_know_each_other()
    {
        foreach (var service in Services)
        {
            var references = service.GetReferencedAssemblies().Select(reference => reference.Name);
            Assert.DoesNotContain(references, name => Services.Any(other => other.GetName().Name == name));
        }
    }

    [Fact]
    public void The_console_knows_the_libraries_and_no_service_knows_the_console()
    {
        var console = Load("KafkaConsole");
        string[] own = [.. Services.Select(service => service.GetName().Name!), "AppHost", "Contracts", "InMemoryKafka", "Messaging", "ServiceDefaults", "WebTheme"];
        string[] allowed = ["Contracts", "Messaging", "ServiceDefaults", "WebTheme"];

        var references = console.GetReferencedAssemblies().Select(reference => reference.Name!).Intersect(own);
        Assert.Empty(references.Except(allowed));
        Assert.DoesNotContain(Services.SelectMany(service => service.GetReferencedAssemblies()), reference => reference.Name == console.GetName().Name);
    }

    private static IObjectProvider<IType> In(string ns) =>
        Types().That().ResideInNamespaceMatching($"^{System.Text.RegularExpressions.Regex.Escape(ns)}(\\..*)?$").As(ns);

    private static System.Reflection.Assembly Load(string name) => System.Reflection.Assembly.Load(name);

    private static void Check(IArchRule rule) =>
        Assert.True(rule.HasNoViolations(System_), string.Join(Environment.NewLine, rule.Evaluate(System_).Where(result => !result.Passed).Select(result => result.Description)));
}
