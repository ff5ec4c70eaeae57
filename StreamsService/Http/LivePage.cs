namespace StreamsService.Http;

/// <summary>The live page at <c>/</c>: the files of <c>wwwroot</c>, and under <c>_content</c> those of libraries.</summary>
internal static class LivePage
{
    public static void UseLivePage(this WebApplication app)
    {
        app.UseDefaultFiles();
        app.UseRouting(); // after / has become /index.html
    }

    public static void MapLivePage(this WebApplication app) => app.MapStaticAssets();
}
