namespace Benchmarks.HostEnvironment;

/// <summary>The telemetry of a service.</summary>
internal enum Tracing
{
    /// <summary>No OpenTelemetry at all: neither traces nor metrics nor logs.</summary>
    NoTelemetry,

    /// <summary>Metrics and logs; no span is sampled.</summary>
    Off,

    /// <summary>Metrics, logs and one trace in a hundred.</summary>
    OnePercent,

    /// <summary>Metrics, logs and every trace.</summary>
    Everything,
}
