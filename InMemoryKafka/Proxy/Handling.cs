namespace InMemoryKafka.Proxy;

/// <summary>Looks at an answer of the cluster and returns what the client gets instead.</summary>
internal delegate ReadOnlyMemory<byte> AnswerHandler(byte[] answer);

/// <summary>What becomes of a request: it is passed on, changed or not, or it is answered without the cluster.</summary>
internal readonly record struct Handling
{
    private Handling(ReadOnlyMemory<byte> frame, bool isAnswer, AnswerHandler? onAnswer) =>
        (Frame, IsAnswer, OnAnswer) = (frame, isAnswer, onAnswer);

    /// <summary>The request for the cluster or, with <see cref="IsAnswer"/>, the answer for the client.</summary>
    public ReadOnlyMemory<byte> Frame { get; }

    public bool IsAnswer { get; }

    public AnswerHandler? OnAnswer { get; }

    public static Handling Pass(ReadOnlyMemory<byte> request, AnswerHandler? onAnswer = null) => new(request, isAnswer: false, onAnswer);

    public static Handling Answer(byte[] answer) => new(answer, isAnswer: true, null);
}
