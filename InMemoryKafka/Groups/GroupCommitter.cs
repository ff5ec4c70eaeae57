namespace InMemoryKafka.Groups;

/// <summary>Who commits offsets of a group, as the request says.</summary>
/// <param name="Group">The group id.</param>
/// <param name="Generation">The generation of a classic group or the epoch of the member, or -1.</param>
/// <param name="Member">The member id, which is empty for a client that is no member.</param>
/// <param name="Instance">The group instance id of a static member, or null.</param>
internal readonly record struct GroupCommitter(string Group, int Generation, string Member, string? Instance)
{
    public bool IsMember => Generation >= 0 || Member.Length > 0 || Instance is not null;
}
