using Dashboard.Shell;

namespace Dashboard.Metrics;

/// <summary>A live component that shows the present: it reads anew each second, whether or not anything has come in.</summary>
public abstract class SteadyComponent : LiveComponent
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private ITimer? _timer;

    /// <inheritdoc/>
    protected override void OnInitialized() => _timer = Time.CreateTimer(_ => OnChanged(), null, Period, Period);

    /// <inheritdoc/>
    protected override void OnParametersSet() => Refresh();

    /// <inheritdoc/>
    protected override void Unsubscribe() => _timer?.Dispose();
}
