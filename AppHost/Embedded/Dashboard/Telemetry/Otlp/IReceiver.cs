using Google.Protobuf;

namespace Dashboard.Telemetry.Otlp;

/// <summary>Takes the requests of one signal, over whichever protocol they came. Is called by many threads at once.</summary>
internal interface IReceiver<in TRequest, out TResponse>
    where TRequest : IMessage<TRequest>
    where TResponse : IMessage<TResponse>
{
    TResponse Receive(TRequest request);
}
