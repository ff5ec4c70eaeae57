using Kafka.EndToEnd.Tests.Support;
using Microsoft.Playwright;

namespace Kafka.EndToEnd.Tests.Browser;

/// <summary>Why a test in the browser failed, with the text of the page and the path of a picture of it.</summary>
public sealed class FailedVisitException(string message, Exception failure) : Exception(message, failure)
{
    private const int MaxText = 4_000;

    /// <summary>Describes the page as it is now. The picture is in the directory <c>failures</c> of the test's output.</summary>
    public static async Task<FailedVisitException> OfAsync(Tab tab, Application application, Exception failure) => new($"""
        {failure.Message}

        Errors in the browser:
        {string.Join('\n', tab.Errors.DefaultIfEmpty("none"))}

        Picture of the page: {await OrReasonAsync(() => PictureAsync(tab.Page))}

        Text of the page:
        {await OrReasonAsync(() => TextAsync(tab.Page))}

        {application.LatestLog}

        """, failure);

    private static async Task<string> PictureAsync(IPage page)
    {
        var test = TestContext.Current.TestMethod?.MethodName ?? "test";
        var file = Path.Combine(AppContext.BaseDirectory, "failures", $"{test}.png");
        var picture = await page.ScreenshotAsync(new() { FullPage = true, Path = file });
        TestContext.Current.AddAttachment($"{test}.png", picture, replaceExistingValue: true, "image/png");
        return file;
    }

    private static async Task<string> TextAsync(IPage page)
    {
        var text = await page.Locator("body").InnerTextAsync();
        return text.Length > MaxText ? $"{text[..MaxText]} …" : text;
    }

    /// <summary>A page that is closed must not hide the failure.</summary>
    private static async Task<string> OrReasonAsync(Func<Task<string>> describe)
    {
        try
        {
            return await describe();
        }
        catch (Exception failure) when (failure is PlaywrightException or TimeoutException or IOException)
        {
            return $"none: {failure.Message}";
        }
    }
}
