using Microsoft.AspNetCore.Components.Server.Circuits;

namespace KafkaConsole.Search;

/// <summary>
/// The connection of a browser to its page. Blazor keeps a page for some minutes after it is lost, so that the browser can come back.
/// </summary>
internal sealed class BrowserConnection : CircuitHandler
{
    /// <summary>Called when the connection is lost.</summary>
    public event Action? Lost;

    /// <inheritdoc/>
    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Lost?.Invoke();
        return Task.CompletedTask;
    }
}
