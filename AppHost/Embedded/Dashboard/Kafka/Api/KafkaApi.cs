namespace Dashboard.Kafka.Api;

/// <summary>What the pages about Kafka can do, over HTTP.</summary>
internal static class KafkaApi
{
    /// <summary>Maps everything below <c>/api/kafka</c>.</summary>
    public static void MapKafkaApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/kafka").AddEndpointFilter(ClusterProblem.FromFaultAsync);
        api.MapTopics();
        api.MapRecords();
        api.MapGroups();
        api.MapDeadLetters();
        api.MapRedrive();
    }
}
