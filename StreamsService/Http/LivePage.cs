namespace StreamsService.Http;

/// <summary>Serves the live page at <c>/</c> from <c>wwwroot</c>, and the files of libraries under <c>_content</c>.</summary>
internal static class LivePage
{
    public static void UseLivePage(this WebApplication app)
    {
        app.UseDefaultFiles();
        app.UseRouting(); // must run after UseDefaultFiles has rewritten / to /index.html
    }

    public static void MapLivePage(this WebApplication app) => app.MapStaticAssets();
}
