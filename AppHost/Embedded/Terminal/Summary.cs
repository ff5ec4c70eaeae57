using AppHost.Embedded.State;

namespace AppHost.Embedded.Terminal;

/// <summary>What a person wants to know once it runs: name, address, state and process of each running thing, and what closes it.</summary>
internal static class Summary
{
    public static void Say(ResourceBoard board, params IEnumerable<string> closing)
    {
        var resources = board.Resources;
        var nameWidth = resources.Max(resource => resource.Name.Length);
        var addressWidth = resources.Max(resource => resource.Address.Length);

        foreach (var resource in resources)
        {
            var name = resource.Name.PadRight(nameWidth);
            var address = resource.Address.PadRight(addressWidth);
            board.Say($"  {name}  {address}  {string.Join(", ", Facts(resource))}");
        }

        foreach (var line in closing)
            board.Say(line);
    }

    private static IEnumerable<string> Facts(ResourceSnapshot resource)
    {
        yield return resource.State.ToString().ToLowerInvariant();
        if (resource.ProcessId is { } id)
            yield return $"process {id}";

        if (resource.Note is { } note)
            yield return note;
    }
}
