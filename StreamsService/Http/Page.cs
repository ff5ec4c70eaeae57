using Microsoft.Extensions.FileProviders;

namespace StreamsService.Http;

/// <summary>The live page at <c>/</c>: the files of <c>wwwroot</c>, and under <c>_content</c> those of packages.</summary>
internal static class Page
{
    public static void AddPage(this WebApplicationBuilder builder)
    {
        // In the build output the files are where they were written, and a manifest says where; the framework looks at it in Development only.
        builder.WebHost.UseStaticWebAssets();

        // In the published output they are beside the program, from wherever it was started.
        var published = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (Directory.Exists(published)) builder.Environment.WebRootFileProvider = new PhysicalFileProvider(published);
    }

    public static void UsePage(this WebApplication app)
    {
        app.UseDefaultFiles();
        app.UseRouting(); // after / has become /index.html
    }

    public static void MapPage(this WebApplication app) => app.MapStaticAssets();
}
