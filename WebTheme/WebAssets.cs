using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;

namespace WebTheme;

/// <summary>Finds the files that pages consist of.</summary>
public static class WebAssets
{
    /// <summary>
    /// Serves the files of <c>wwwroot</c>, and under <c>_content</c> those of libraries, wherever the service was started from.
    /// </summary>
    public static void UseWebAssets(this WebApplicationBuilder builder)
    {
        // In the build output a manifest names the places of the files; without this call the framework reads it in Development only.
        builder.WebHost.UseStaticWebAssets();

        // In the published output they are beside the program.
        var published = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (Directory.Exists(published)) builder.Environment.WebRootFileProvider = new PhysicalFileProvider(published);
    }
}
