using System.Text.RegularExpressions;
using Contracts;
using ServiceDefaults.Http;

namespace ProducerApi.Idempotency;

/// <summary>
/// The header <c>Idempotency-Key</c> of a request (draft-ietf-httpapi-idempotency-key-header). Its value is a string in quotes (RFC 9651,
/// parameters are ignored), or, as many clients send it, the text without quotes.
/// </summary>
/// <param name="Value">The key without quotes; null when the request has none, or an invalid one.</param>
/// <param name="ValidationErrors">What is wrong with the header.</param>
internal sealed partial record IdempotencyKey(string? Value, IReadOnlyList<ValidationError> ValidationErrors)
{
    public const string Header = "Idempotency-Key";
    public const int MaxLength = 255;

    /// <summary>The rule for a key, wherever it is.</summary>
    public const string Rule = "must be 1 to 255 printable ASCII characters; use a new UUID for each record";

    private const string Form = "must be text in quotes, or without quotes and then without spaces, commas, semicolons and quotes";

    private static readonly IdempotencyKey None = new(null, []);

    /// <summary>Reads the header.</summary>
    public static IdempotencyKey Of(HttpRequest request) => request.Headers[Header] switch
    {
        [] => None,
        [{ } field] => Parse(field),
        _ => Invalid("must be given once"),
    };

    /// <summary>A stream has many records, and each needs a key of its own.</summary>
    public static Problem NotForStreams { get; } = Problem.Invalid(
        "The request is not valid.",
        new ValidationError(Header, "is the key of one record; give each line of a stream a member id instead"));

    /// <summary>Returns the key of an event: the header, or the member <c>id</c> in the JSON of the event.</summary>
    public IdempotencyKey WithEventId(ReadOnlySpan<byte> utf8)
    {
        var (id, error) = PageEventId.Read(utf8);
        if (error is { } invalid) return new(null, [.. ValidationErrors, invalid]);
        if (id is null || id == Value) return this;

        return Value is null
            ? this with { Value = id }
            : new(null, [new(Header, "must be equal to the member id of the event, or left out")]);
    }

    /// <summary>Whether a text may be a key.</summary>
    public static bool IsValid(string text) => text.Length is >= 1 and <= MaxLength && text.All(c => c is >= ' ' and <= '~');

    /// <summary>Reads the value of the header.</summary>
    public static IdempotencyKey Parse(string field)
    {
        field = field.Trim(' ', '\t');
        var key = field;
        if (Quoted().Match(field) is { Success: true } quoted) key = Escape().Replace(quoted.Groups["text"].Value, "$1");
        else if (field.Length > 0 && !Bare().IsMatch(field)) return Invalid(Form);

        return IsValid(key) ? new(key, []) : Invalid(Rule);
    }

    private static IdempotencyKey Invalid(string rule) => new(null, [new(Header, rule)]);

    /// <summary>An sf-string, in which a backslash precedes quotes and backslashes, and parameters.</summary>
    [GeneratedRegex("""\A"(?<text>(?:[^"\\]|\\["\\])*)"(?:; *[a-z*][a-z0-9_.*-]*(?:=(?:"(?:[^"\\]|\\["\\])*"|[^\s",;]+))?)*\z""")]
    private static partial Regex Quoted();

    [GeneratedRegex("""\\(["\\])""")]
    private static partial Regex Escape();

    [GeneratedRegex("""\A[^\s",;\\]+\z""")]
    private static partial Regex Bare();
}
