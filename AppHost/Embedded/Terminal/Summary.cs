using AppHost.Embedded.State;

namespace AppHost.Embedded.Terminal;

/// <summary>What a person wants to know once everything runs: name, address and state of each running thing, and how to stop.</summary>
internal static class Summary
{
    public static void Say(ResourceBoard board)
    {
        var resources = board.Resources;
        var nameWidth = resources.Max(resource => resource.Name.Length);
        var addressWidth = resources.Max(resource => resource.Address.Length);

        foreach (var resource in resources)
        {
            var name = resource.Name.PadRight(nameWidth);
            var address = resource.Address.PadRight(addressWidth);
            var state = resource.State.ToString().ToLowerInvariant();
            board.Say($"  {name}  {address}  {state}{(resource.Note is null ? "" : $", {resource.Note}")}");
        }

        board.Say("Ctrl-C stops everything");
    }
}
