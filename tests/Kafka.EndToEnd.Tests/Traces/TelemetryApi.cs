using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kafka.EndToEnd.Tests.Support;

namespace Kafka.EndToEnd.Tests.Traces;

/// <summary>The telemetry API of Aspire's dashboard, which the command <c>aspire otel</c> reads, too.</summary>
internal sealed class TelemetryApi : IDisposable
{
    private readonly HttpClient _http;

    public TelemetryApi(Application application)
    {
        _http = new() { BaseAddress = application.Dashboard };
        _http.DefaultRequestHeaders.Add("x-api-key", application.DashboardKey);
    }

    /// <summary>The spans of a trace that the dashboard has so far.</summary>
    public async Task<IReadOnlyList<Span>> TraceAsync(string traceId)
    {
        using var response = await _http.GetAsync($"/api/telemetry/traces/{traceId}");
        if (response.StatusCode == HttpStatusCode.NotFound) return [];

        response.EnsureSuccessStatusCode();
        return SpansIn(await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    /// <summary>All spans that the dashboard has so far.</summary>
    public async Task<IReadOnlyList<Span>> SpansAsync() =>
        SpansIn(await _http.GetFromJsonAsync<JsonElement>("/api/telemetry/spans?limit=100000"));

    public void Dispose() => _http.Dispose();

    /// <summary>Reads OTLP's JSON.</summary>
    private static IReadOnlyList<Span> SpansIn(JsonElement answer) =>
    [
        .. from resource in Items(answer.GetProperty("data"), "resourceSpans")
           let attributes = Items(resource.GetProperty("resource"), "attributes").ToDictionary(attribute => Text(attribute, "key"), ValueOf)
           from scope in Items(resource, "scopeSpans")
           from span in Items(scope, "spans")
           select new Span(
               attributes.GetValueOrDefault("service.name", ""),
               Text(span, "name"),
               Text(span, "spanId"),
               Text(span, "parentSpanId"),
               span.TryGetProperty("kind", out var kind) ? kind.GetInt32() : 0,
               attributes),
    ];

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : [];

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";

    private static string ValueOf(JsonElement attribute) =>
        attribute.TryGetProperty("value", out var value) ? Text(value, "stringValue") : "";
}
