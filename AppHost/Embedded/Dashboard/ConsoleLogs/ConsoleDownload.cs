using System.Globalization;
using Dashboard.Door;

namespace Dashboard.ConsoleLogs;

/// <summary>Hands out what is kept of the output as a text file, a line per line: time, resource, text.</summary>
internal static class ConsoleDownload
{
    /// <summary>The address of the file of one resource, or of all of them when there is no name.</summary>
    public static string AddressOf(string? resource)
        => string.IsNullOrEmpty(resource) ? "consolelogs/download" : $"consolelogs/download/{Uri.EscapeDataString(resource)}";

    public static void MapConsoleDownload(this IEndpointRouteBuilder endpoints)
        => endpoints.MapGet("/consolelogs/download/{resource?}", async (string? resource, ConsoleStore store, HttpResponse response) =>
        {
            response.ContentType = "text/plain; charset=utf-8";
            response.Headers.ContentDisposition = $"attachment; filename=\"{FileName(resource)}.log\"";
            await using var writer = new StreamWriter(response.Body);
            foreach (var line in store.Read(resource).Lines)
                await writer.WriteAsync(Text(line));
        });

    /// <summary>A line as it is in the file; an exclamation mark tells what came from standard error, as on AppHost's console.</summary>
    public static string Text(ConsoleLine line)
        => string.Create(CultureInfo.InvariantCulture, $"{line.Time.UtcDateTime:O} {line.Resource} {(line.IsError ? '!' : '|')} {line.Text}\n");

    /// <summary>A name comes from the address, so whoever wrote that: only what is harmless in a header is taken.</summary>
    private static string FileName(string? resource)
        => resource is { Length: > 0 and < 100 } && resource.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.')
            ? resource
            : "console";
}
