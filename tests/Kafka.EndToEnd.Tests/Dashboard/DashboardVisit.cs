using Kafka.EndToEnd.Tests.AppHost;
using Kafka.EndToEnd.Tests.LivePage;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.Dashboard;

/// <summary>A visit to a page of the dashboard.</summary>
internal static class DashboardVisit
{
    /// <summary>Opens a page, and runs a test on it under the conditions of <see cref="Chromium"/>.</summary>
    /// <param name="chromium">The browser.</param>
    /// <param name="app">The system whose dashboard it is.</param>
    /// <param name="page">The page's address below the dashboard's.</param>
    /// <param name="test">What is to be seen or done there.</param>
    /// <param name="theme">The theme that the visitor likes.</param>
    public static Task VisitDashboardAsync(
        this Chromium chromium, AppHostProcess app, string page, Func<Tab, Task> test, ColorScheme theme = ColorScheme.Light)
        => chromium.VisitAsync(app, app.Dashboard, async tab =>
        {
            await tab.Page.GotoAsync(new Uri(app.Dashboard, page).AbsoluteUri);
            await test(tab);
        }, new() { ColorScheme = theme });

    /// <summary>Opens a page, and when it shows what it is for, everybody can use it as far as axe-core can tell.</summary>
    /// <param name="chromium">The browser.</param>
    /// <param name="app">The system whose dashboard it is.</param>
    /// <param name="page">The page's address below the dashboard's.</param>
    /// <param name="shown">The name for tests of what is to be seen first.</param>
    /// <param name="theme">The theme that the visitor likes.</param>
    public static Task AxeFindsNothingAsync(this Chromium chromium, AppHostProcess app, string page, string shown, ColorScheme theme)
        => chromium.VisitDashboardAsync(app, page, async tab =>
        {
            await Expect(tab[shown].First).ToBeVisibleAsync();
            await tab.AxeFindsNothingAsync();
        }, theme);
}
