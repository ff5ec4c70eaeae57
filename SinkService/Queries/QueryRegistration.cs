namespace SinkService.Queries;

/// <summary>Registers the queries.</summary>
internal static class QueryRegistration
{
    /// <summary>Registers the queries of the endpoints, and their options.</summary>
    public static void AddQueries(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<QueryOptions, QueryOptionsValidator>()
            .BindConfiguration(QueryOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true);
        builder.Services.AddSingleton<DatabaseReader>();
        builder.Services.AddSingleton<StoredEvents>();
        builder.Services.AddSingleton<PageTotals>();
    }
}
