using SinkService.Queries;

namespace SinkService.Http;

/// <summary>The totals that match a query.</summary>
/// <param name="Bucket">The length of a bucket: <c>minute</c>, <c>hour</c> or <c>day</c>.</param>
/// <param name="Totals">The totals, oldest bucket first, then by page name.</param>
internal sealed record TotalsResponse(string Bucket, IReadOnlyList<PageTotal> Totals);
