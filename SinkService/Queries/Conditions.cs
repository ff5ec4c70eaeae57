namespace SinkService.Queries;

/// <summary>The conditions of a query, all of which must hold, and their parameters.</summary>
internal sealed class Conditions
{
    private readonly List<string> _conditions = [];
    private readonly List<(string Name, object Value)> _parameters = [];

    /// <summary>The parameters of all conditions.</summary>
    public IReadOnlyList<(string Name, object Value)> Parameters => _parameters;

    /// <summary>Adds a condition.</summary>
    /// <param name="condition">SQL, in which the names of parameters begin with @. Never text from outside.</param>
    /// <param name="parameters">The parameters of this condition.</param>
    public void Add(string condition, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        _conditions.Add(condition);
        _parameters.AddRange(parameters);
    }

    /// <summary>The clause <c>where</c>; empty when there are no conditions.</summary>
    public override string ToString() => _conditions.Count == 0 ? "" : $"where {string.Join(" and ", _conditions)}";
}
