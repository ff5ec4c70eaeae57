namespace ProducerApi.Bodies;

/// <summary>How the value of a record is written in the body of a request.</summary>
internal enum ValueFormat
{
    /// <summary>One JSON value in UTF-8.</summary>
    Json,

    /// <summary>Text in UTF-8.</summary>
    Text,

    /// <summary>Any bytes.</summary>
    Bytes,
}
