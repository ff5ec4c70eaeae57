namespace SinkService.Migrations;

/// <summary>The schema of the database is not one that this program can bring up to date.</summary>
internal sealed class SchemaException(string message) : Exception(message);
