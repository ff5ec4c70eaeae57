using Messaging;
using Messaging.Idempotency;
using ServiceDefaults.Http;

namespace ProducerApi.Problems;

/// <summary>Describes why a record was not published, as a response or as a line of a stream.</summary>
internal static class PublishProblems
{
    private static readonly TimeSpan RetryWhenInUse = TimeSpan.FromSeconds(1);

    /// <summary>The broker did not acknowledge the record, or refused it.</summary>
    public static Problem Of(PublishException e) => e switch
    {
        BrokerUnavailableException unavailable =>
            new(StatusCodes.Status503ServiceUnavailable, "The cluster did not acknowledge the record.", e.Message)
            {
                RetryAfter = unavailable.RetryAfter,
            },
        RecordRejectedException rejected => new(StatusOf(rejected.Reason), "The cluster refused the record.", e.Message),
        KeyReusedException =>
            new(StatusCodes.Status422UnprocessableEntity, "The idempotency key was used for another record.", e.Message),
        KeyInUseException =>
            new(StatusCodes.Status409Conflict, "The idempotency key is in use.", e.Message) { RetryAfter = RetryWhenInUse },
        TooManyKeysException tooMany =>
            new(StatusCodes.Status503ServiceUnavailable, "The service remembers too many idempotency keys.", e.Message)
            {
                RetryAfter = tooMany.RetryAfter,
            },
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
