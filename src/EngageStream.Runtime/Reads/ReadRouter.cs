using System.Text;
using EngageStream.Domain.Events;
using EngageStream.Domain.Partitioning;

namespace EngageStream.Runtime.Reads;

/// <summary>Leads a question to the stream thread that has the person's partition, and the answer back. Thread-safe.</summary>
/// <param name="partitioner">How the person's partition is chosen.</param>
/// <param name="partitions">Partitions of the events topic.</param>
/// <param name="placeOf">Where a partition is in this process; <see langword="null"/> where it is not.</param>
/// <param name="ownerOf">Who else announces a partition.</param>
/// <param name="bodies">Write the answers.</param>
/// <param name="patience">How long a question waits for the stream thread; <see cref="DefaultPatience"/> if not said.</param>
internal sealed class ReadRouter(
    PartitionerKind partitioner,
    int partitions,
    Func<int, ReadPlace> placeOf,
    Func<int, ReadOwner?> ownerOf,
    UserBodies bodies,
    TimeSpan? patience = null)
{
    /// <summary>Longer than commits take; the stream thread may itself wait for Kafka, and then as long as it takes.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(2);

    // A partition may move between two threads of the process while a question waits.
    private const int Attempts = 2;
    private readonly TimeSpan _patience = patience ?? DefaultPatience;
    private readonly long[] _counts = new long[Enum.GetValues<UserReadOutcome>().Length];

    /// <summary>Answers so far with an outcome.</summary>
    public long Count(UserReadOutcome outcome) => Volatile.Read(ref _counts[(int)outcome]);

    /// <summary>Asks for a person.</summary>
    /// <exception cref="OperationCanceledException">Whoever asked no longer waits.</exception>
    public async Task<UserRead> ReadAsync(string userId, bool explain, CancellationToken cancel)
    {
        byte[] user = Encoding.UTF8.GetBytes(userId);
        int partition = Partitioner.Of(partitioner, user, partitions);
        UserRead read = user.Length is 0 or > EventParser.MaxUserIdLength
            ? new UserRead(UserReadOutcome.Unknown, partition)
            : await AskAsync(user, partition, explain, cancel).ConfigureAwait(false);
        Interlocked.Increment(ref _counts[(int)read.Outcome]);
        return read;
    }

    private async Task<UserRead> AskAsync(byte[] user, int partition, bool explain, CancellationToken cancel)
    {
        for (int attempt = 0; attempt < Attempts && placeOf(partition) is { Queue: { } queue }; attempt++)
        {
            var request = new ReadRequest(user, partition, TimeProvider.System.GetTimestamp());
            switch (queue.Offer(request))
            {
                case ReadAdmission.Full:
                    return new UserRead(UserReadOutcome.Busy, partition);
                case ReadAdmission.Closed:
                    return new UserRead(UserReadOutcome.Restoring, partition);
            }

            ReadAnswer answer;
            try
            {
                answer = await request.Answer.WaitAsync(_patience, cancel).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                return new UserRead(UserReadOutcome.Busy, partition);
            }
            finally
            {
                request.GiveUp();
            }

            if (answer.IsHere)
            {
                return answer.User is { } committed
                    ? new UserRead(UserReadOutcome.Found, partition, bodies.Write(user, committed, explain))
                    : new UserRead(UserReadOutcome.Unknown, partition);
            }
        }

        return placeOf(partition).IsOurs || ownerOf(partition) is not { } owner
            ? new UserRead(UserReadOutcome.Restoring, partition)
            : new UserRead(UserReadOutcome.Elsewhere, partition, Owner: owner.Url);
    }
}
