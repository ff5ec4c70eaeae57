using Messaging;
using ServiceDefaults.Http;

namespace ProducerApi.Problems;

/// <summary>Describes why a record was not published, as a response or as a line of a stream.</summary>
internal static class PublishProblems
{
    /// <summary>The broker did not acknowledge the record, or refused it.</summary>
    public static Problem Of(PublishException e) => e switch
    {
        BrokerUnavailableException unavailable =>
            new(StatusCodes.Status503ServiceUnavailable, "The cluster did not acknowledge the record.", e.Message)
            {
                RetryAfter = unavailable.RetryAfter,
            },
        RecordRejectedException rejected => new(StatusOf(rejected.Reason), "The cluster refused the record.", e.Message),
        _ => Problem.Unexpected,
    };

    private static int StatusOf(RejectionReason reason) => reason switch
    {
        RejectionReason.TooLarge => StatusCodes.Status413PayloadTooLarge,
        RejectionReason.UnknownTopicOrPartition => StatusCodes.Status404NotFound,
        RejectionReason.NotAuthorized => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status400BadRequest,
    };
}
