using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using StreamsService.Http.Documentation;
using StreamsService.View;

namespace StreamsService.Http;

/// <summary><c>GET /statistics</c> and <c>GET /statistics/{page}</c>: what is known, from the view of this instance.</summary>
internal static class StatisticsEndpoints
{
    private const string Path = "/statistics";
    private const int LatestWindows = 12;

    public static void MapStatistics(this IEndpointRouteBuilder app)
    {
        app.MapGet(Path, GetAll)
            .WithName("GetStatistics")
            .WithTags("Statistics")
            .WithSummary("All statistics, page by page")
            .WithDescription("""
                The statistics of each page in each window that is kept, newest window first, then by page. All conditions hold together.
                `next` is the address of the rest; what changes meanwhile neither doubles nor hides anything else.
                """)
            .AddEndpointFilter<RequireCaughtUpView>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithStatisticsExamples();

        app.MapGet(Path + "/{**page}", GetOfPage)
            .WithName("GetStatisticsOfPage")
            .WithTags("Statistics")
            .WithSummary("The latest windows of a page")
            .WithDescription("""
                Newest first. The name of a page may contain slashes, as they are or as `%2F`; a page named `stream` is found by
                `/statistics?page=stream`.
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
        if (parameters.ValidationErrors.Count > 0) return Problem.Invalid(parameters.ValidationErrors);

        var (windows, next) = view.Query(parameters.Query);
        return TypedResults.Ok(new StatisticsResponse(windows, next is { } cursor ? NextOf(request, cursor) : null));
    }

    private static Results<Ok<WindowsResponse>, Problem> GetOfPage(string page, HttpRequest request, StatisticsView view)
    {
        var parameters = new StatisticsParameters(request.Query, "limit");
        if (parameters.ValidationErrors.Count > 0) return Problem.Invalid(parameters.ValidationErrors);

        page = NameIn(request.HttpContext) ?? page;
        var windows = view.Query(new() { Page = page, Limit = parameters.Limit ?? LatestWindows }).Items;
        if (windows.Count > 0) return TypedResults.Ok(new WindowsResponse(windows));

        return new Problem(StatusCodes.Status404NotFound, "Nothing is known of the page.", $"No window that is kept has an event of '{page}'.");
    }

    private static string NextOf(HttpRequest request, StatisticsCursor cursor)
    {
        var filters = request.Query.Where(parameter => parameter.Key != "before");
        return request.PathBase + Path + QueryString.Create([.. filters, new("before", cursor.ToString())]);
    }

    /// <summary>The page as the client wrote it: the server leaves %2F in a path as it is, and so a slash could not be told from "%2F".</summary>
    private static string? NameIn(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var start = target.IndexOf(Path + "/", StringComparison.OrdinalIgnoreCase);
        return start < 0 ? null : Uri.UnescapeDataString(target[(start + Path.Length + 1)..].Split('?')[0]);
    }
}
