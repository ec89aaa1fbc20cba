using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Reads;

/// <summary>A question that waits for a stream thread. Asked on any thread, answered once by the stream thread, or given up.</summary>
/// <param name="user">The person, UTF-8.</param>
/// <param name="partition">The person's partition.</param>
/// <param name="askedAt">When it was asked, in timestamps of the system's time provider.</param>
internal sealed class ReadRequest(byte[] user, int partition, long askedAt)
{
    // Continuations decode and explain: they must never run on the stream thread.
    private readonly TaskCompletionSource<ReadAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The person, UTF-8.</summary>
    public byte[] User { get; } = user;

    /// <summary>Hash of the person, worked out by who asks.</summary>
    public uint Hash { get; } = UserHash.Of(user);

    /// <summary>The person's partition.</summary>
    public int Partition { get; } = partition;

    /// <summary>When it was asked.</summary>
    public long AskedAt { get; } = askedAt;

    /// <summary>Comes when the stream thread has answered.</summary>
    public Task<ReadAnswer> Answer => _answer.Task;

    /// <summary>Whether nobody waits for the answer any more.</summary>
    public bool IsGivenUp => _answer.Task.IsCompleted;

    /// <summary>Answers.</summary>
    public void Reply(in ReadAnswer answer) => _answer.TrySetResult(answer);

    /// <summary>Whoever asked no longer waits.</summary>
    public void GiveUp() => _answer.TrySetResult(ReadAnswer.NotHere);
}
