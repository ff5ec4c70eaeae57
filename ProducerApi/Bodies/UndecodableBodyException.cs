namespace ProducerApi.Bodies;

/// <summary>The body of a request is not data of the coding that its header <c>Content-Encoding</c> names. The response is a 400.</summary>
internal sealed class UndecodableBodyException(string message, Exception? innerException = null)
    : BadHttpRequestException(message, StatusCodes.Status400BadRequest, innerException!);
