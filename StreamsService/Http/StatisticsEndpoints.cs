using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using StreamsService.Http.Documentation;
using StreamsService.View;

namespace StreamsService.Http;

/// <summary><c>GET /statistics</c> and <c>GET /statistics/{page}</c>: queries of this instance's view.</summary>
internal static class StatisticsEndpoints
{
    private const string Path = "/statistics";
    private const int LatestWindows = 12;

    public static void MapStatistics(this IEndpointRouteBuilder app)
    {
        app.MapGet(Path, GetAll)
            .WithName("GetStatistics")
            .WithTags("Statistics")
            .WithSummary("Lists statistics, with paging")
            .WithDescription("""
                Returns the statistics of each page in each window that is kept, newest window first, then by page name. All given filters
                must match. `next` is the URL of the next page of results; changes between two requests neither repeat nor hide other
                windows.
                """)
            .AddEndpointFilter<RequireCaughtUpView>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithStatisticsExamples();

        app.MapGet(Path + "/{**page}", GetOfPage)
            .WithName("GetStatisticsOfPage")
            .WithTags("Statistics")
            .WithSummary("Lists the latest windows of a page")
            .WithDescription("""
                Returns the newest window first. The name of the page may contain slashes, either literal or as `%2F`. For pages named
                `stream`, `.` or `..`, use `/statistics?page=stream`.
                """)
            .AddEndpointFilter<RequireCaughtUpView>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithPageExamples();
    }

    private static Results<Ok<StatisticsResponse>, Problem> GetAll(HttpRequest request, StatisticsView view)
    {
        var parameters = new StatisticsParameters(request.Query, "page", "search", "from", "to", "limit", "before");
        if (parameters.ValidationErrors.Count > 0) return InvalidParameters.Of(parameters.ValidationErrors);

        var (windows, next) = view.Query(parameters.Query);
        return TypedResults.Ok(new StatisticsResponse(windows, next is { } cursor ? NextOf(request, cursor) : null));
    }

    private static Results<Ok<WindowsResponse>, Problem> GetOfPage(string page, HttpRequest request, StatisticsView view)
    {
        var parameters = new StatisticsParameters(request.Query, "limit");
        if (parameters.ValidationErrors.Count > 0) return InvalidParameters.Of(parameters.ValidationErrors);

        var windows = view.Query(new() { Page = page, Limit = parameters.Limit ?? LatestWindows }).Items;
        if (windows.Count > 0) return TypedResults.Ok(new WindowsResponse(windows));

        return new Problem(
            StatusCodes.Status404NotFound, "The page has no statistics.", $"No window that is kept has an event of '{page}'.");
    }

    private static string NextOf(HttpRequest request, StatisticsCursor cursor)
    {
        var filters = request.Query.Where(parameter => parameter.Key != "before");
        return request.PathBase + Path + QueryString.Create([.. filters, new("before", cursor.ToString())]);
    }
}
