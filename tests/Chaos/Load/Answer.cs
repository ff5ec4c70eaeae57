namespace Chaos.Load;

/// <summary>What an attempt to publish an event has come to.</summary>
internal enum Outcome
{
    /// <summary>There is a receipt.</summary>
    Published,

    /// <summary>ProducerApi does not publish this event, however often it is sent.</summary>
    Refused,

    /// <summary>This attempt has not published it, and another one may.</summary>
    NotPublished,

    /// <summary>It may be published, now or later: the response is a 503, or there is none.</summary>
    Unknown,
}

/// <summary>The outcome of an attempt, with its receipt.</summary>
internal readonly record struct Answer(Outcome Outcome, Receipt Receipt = default)
{
    /// <summary>Whether somebody who waits for the event got an answer.</summary>
    public bool IsFinal => Outcome is Outcome.Published or Outcome.Refused;
}
