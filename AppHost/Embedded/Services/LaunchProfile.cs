using System.Text.Json;
using AppHost.Embedded.Running;

namespace AppHost.Embedded.Services;

/// <summary>How a service is run from its own project: the first <c>Project</c> profile of Properties/launchSettings.json.</summary>
/// <param name="HttpPort">The port of its first http address.</param>
/// <param name="Environment">Its environment variables.</param>
internal sealed record LaunchProfile(int? HttpPort, IReadOnlyDictionary<string, string> Environment)
{
    private static readonly LaunchProfile None = new(null, new Dictionary<string, string>());
    private static readonly JsonDocumentOptions WithComments =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads the profile of a project; an empty one if it has none.</summary>
    /// <exception cref="StartupFault">The file is not what it should be.</exception>
    public static LaunchProfile Of(string projectPath)
    {
        var file = Path.Combine(Path.GetDirectoryName(projectPath)!, "Properties", "launchSettings.json");
        if (!File.Exists(file))
            return None;

        try
        {
            using var settings = JsonDocument.Parse(File.ReadAllText(file), WithComments);
            return settings.RootElement.GetProperty("profiles").EnumerateObject()
                .Select(profile => profile.Value)
                .Where(profile => profile.GetProperty("commandName").GetString() == "Project")
                .Select(Read)
                .FirstOrDefault(None);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException
            or UriFormatException or IOException or UnauthorizedAccessException)
        {
            throw new StartupFault($"{file} can't be read: {fault.Message}");
        }
    }

    private static LaunchProfile Read(JsonElement profile)
    {
        var addresses = profile.TryGetProperty("applicationUrl", out var urls) ? urls.GetString() ?? "" : "";
        var http = addresses.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(address => new Uri(address))
            .FirstOrDefault(address => address.Scheme == Uri.UriSchemeHttp);
        var environment = profile.TryGetProperty("environmentVariables", out var variables)
            ? variables.EnumerateObject().ToDictionary(variable => variable.Name, variable => variable.Value.GetString()!)
            : [];

        return new(http?.Port, environment);
    }
}
