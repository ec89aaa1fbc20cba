using Confluent.Kafka;
using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Streams;

/// <summary>
/// How the outputs, states and input positions of a stream thread become final together. In a turn of the loop
/// <see cref="Begin"/> comes before the first change since the last commit, then outputs are sent, then comes
/// <see cref="Commit"/>.
/// </summary>
internal interface ICommitProtocol
{
    /// <summary>Makes ready, before the group is joined; waits for Kafka as long as it takes.</summary>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="KafkaException">Waiting does not help.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    void Start(CancellationToken stop);

    /// <summary>Something is about to change. Costs nothing when repeated.</summary>
    void Begin();

    /// <summary>Nothing has changed since <see cref="Begin"/>.</summary>
    void NothingChanged();

    /// <summary>Commits what the shards have done.</summary>
    /// <exception cref="KafkaException">It failed: ask <see cref="Judge"/>.</exception>
    /// <exception cref="OperationCanceledException">The wait for Kafka was abandoned.</exception>
    void Commit(IReadOnlyList<Shard> shards);

    /// <summary>Says what has to be done about a failure of a commit, or of an output on the way to it.</summary>
    FailureVerdict Judge(KafkaException error);

    /// <summary>Drops what was sent since the last commit; the shards have to be rolled back with it.</summary>
    /// <exception cref="KafkaException">The shards must be restored.</exception>
    /// <exception cref="OperationCanceledException">The wait for Kafka was abandoned.</exception>
    void Abort();
}
