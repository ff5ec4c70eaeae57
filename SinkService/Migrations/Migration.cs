using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace SinkService.Migrations;

/// <summary>A change of the schema: an SQL file of this program, which is applied to a database once.</summary>
/// <param name="Version">The number that its name begins with. The first is 1, and there are no gaps.</param>
/// <param name="Name">The name of the file, such as <c>0001_tables.sql</c>.</param>
/// <param name="Sql">Its statements.</param>
internal sealed record Migration(int Version, string Name, string Sql)
{
    /// <summary>The SHA-256 of the statements. Line breaks count the same in each format, because a checkout can change them.</summary>
    public string Hash { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>Returns the migrations in a folder beside this file, in order.</summary>
    public static IReadOnlyList<Migration> In(string folder)
    {
        var assembly = typeof(Migration).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(resource => resource.StartsWith($"{folder}/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(resource => Read(assembly, resource)),
        ];
    }

    private static Migration Read(Assembly assembly, string resource)
    {
        var name = resource[(resource.IndexOf('/', StringComparison.Ordinal) + 1)..];
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return new(int.Parse(name[..name.IndexOf('_', StringComparison.Ordinal)], CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}
