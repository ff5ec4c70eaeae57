using Contracts;
using Messaging;

namespace JsonService;

/// <summary>Validates a page event, replaces the user by a hash and adds the duration class.</summary>
internal sealed class TransformPageEvent(UserHash users) : ITransform<PageEvent, AnonymousPageEvent>
{
    public AnonymousPageEvent Transform(Record<PageEvent> record)
    {
        var pageEvent = record.Value;
        if (pageEvent.Validate() is { Count: > 0 } errors) throw new InvalidRecordException(errors);

        return new(pageEvent.Name, users.Of(pageEvent.User), pageEvent.Date, pageEvent.Duration, ClassOf(pageEvent.Duration));
    }

    internal static DurationClass ClassOf(long milliseconds) => milliseconds switch
    {
        <= 100 => DurationClass.Glance,
        <= 1_000 => DurationClass.Brief,
        <= 5_000 => DurationClass.Medium,
        _ => DurationClass.Extended,
    };
}
