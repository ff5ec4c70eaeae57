namespace Messaging.Delivery;

/// <summary>The headers of a dead letter, all of them text: where the record came from and why it could not be processed.</summary>
public static class DeadLetterHeaders
{
    /// <summary>What their names begin with.</summary>
    public const string Prefix = "dead-letter.";

    /// <summary>The topic that the record came from.</summary>
    public const string Topic = Prefix + "topic";

    /// <summary>Its partition there.</summary>
    public const string Partition = Prefix + "partition";

    /// <summary>Its offset there.</summary>
    public const string Offset = Prefix + "offset";

    /// <summary>Its time there, ISO-8601.</summary>
    public const string Timestamp = Prefix + "timestamp";

    /// <summary>The consumer group that could not process it.</summary>
    public const string Group = Prefix + "group";

    /// <summary>How often the handler tried; 0 when the record could not be decoded.</summary>
    public const string Attempts = Prefix + "attempts";

    /// <summary><c>undecodable</c>, <c>invalid</c> or <c>failed</c>.</summary>
    public const string Reason = Prefix + "reason";

    /// <summary>The type of the exception.</summary>
    public const string Exception = Prefix + "exception";

    /// <summary>The message of the exception.</summary>
    public const string Message = Prefix + "message";
}
