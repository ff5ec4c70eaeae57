namespace Messaging.DeadLetters;

/// <summary>The headers of a dead letter, as UTF-8 text: where the record came from and why it could not be processed.</summary>
public static class DeadLetterHeaders
{
    /// <summary>The prefix of all names.</summary>
    public const string Prefix = "dead-letter.";

    /// <summary>The source topic of the record.</summary>
    public const string Topic = Prefix + "topic";

    /// <summary>The partition of the record in its source topic.</summary>
    public const string Partition = Prefix + "partition";

    /// <summary>The offset of the record in its source topic.</summary>
    public const string Offset = Prefix + "offset";

    /// <summary>The timestamp of the record, as RFC 3339 in UTC.</summary>
    public const string Timestamp = Prefix + "timestamp";

    /// <summary>The consumer group that could not process it.</summary>
    public const string Group = Prefix + "group";

    /// <summary>The number of attempts of the handler; 0 when the record could not be decoded.</summary>
    public const string Attempts = Prefix + "attempts";

    /// <summary>The reason: <c>undecodable</c>, <c>invalid</c> or <c>failed</c>.</summary>
    public const string Reason = Prefix + "reason";

    /// <summary>The type of the exception.</summary>
    public const string Exception = Prefix + "exception";

    /// <summary>The message of the exception.</summary>
    public const string Message = Prefix + "message";

    /// <summary>
    /// Present only when the record was too large for the dead-letter topic: which parts were shortened or left out, of <c>key</c>,
    /// <c>value</c> and <c>headers</c>, with commas in between.
    /// </summary>
    public const string Truncated = Prefix + "truncated";

    /// <summary>Present only with <see cref="Truncated"/>: the size of the record's key, value and headers in bytes.</summary>
    public const string Size = Prefix + "size";
}
