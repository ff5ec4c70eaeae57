using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kafka.Tests.KafkaConsole;

/// <summary>A page of a console as HTML, which changes as the page refreshes. There is no browser.</summary>
internal sealed class RenderedPage : IAsyncDisposable
{
    private readonly AsyncServiceScope _scope;
    private readonly HtmlRenderer _renderer;
    private Func<string> _html = () => "";

    private RenderedPage(AsyncServiceScope scope) => (_scope, _renderer) = (scope, new(scope.ServiceProvider, NullLoggerFactory.Instance));

    public static Task<RenderedPage> OpenAsync<TPage>(RunningConsole console, params (string Name, object? Value)[] parameters)
        where TPage : IComponent =>
        OpenAtAsync<TPage>(console, "page", parameters);

    /// <summary>Opens a page that reads the path and the query of its address.</summary>
    public static async Task<RenderedPage> OpenAtAsync<TPage>(
        RunningConsole console, string address, params (string Name, object? Value)[] parameters)
        where TPage : IComponent
    {
        var page = new RenderedPage(console.Services.CreateAsyncScope());
        if (page._scope.ServiceProvider.GetRequiredService<NavigationManager>() is IHostEnvironmentNavigationManager navigation)
        {
            navigation.Initialize("http://localhost/", $"http://localhost/{address}");
        }

        await page._renderer.Dispatcher.InvokeAsync(() =>
        {
            var root = page._renderer.BeginRenderingComponent<TPage>(
                ParameterView.FromDictionary(parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value)));
            page._html = root.ToHtmlString;
        });
        return page;
    }

    public Task<string> HtmlAsync() => _renderer.Dispatcher.InvokeAsync(_html);

    /// <summary>Waits until the page shows something.</summary>
    /// <returns>The whole page.</returns>
    public async Task<string> ShowsAsync(string expected)
    {
        var html = "";
        await Eventually.TrueAsync(
            async () => (html = await HtmlAsync()).Contains(expected, StringComparison.Ordinal), $"the page shows {expected}");
        return html;
    }

    public async ValueTask DisposeAsync()
    {
        await _renderer.DisposeAsync();
        await _scope.DisposeAsync();
    }
}
