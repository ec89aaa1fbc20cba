using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Streams;

/// <summary>
/// How the outputs, states and input positions of a stream thread become final together. At least once for now;
/// transactions take its place without a change to the loop.
/// </summary>
internal interface ICommitProtocol
{
    /// <summary>Commits what the shards have done.</summary>
    /// <exception cref="Confluent.Kafka.KafkaException">It failed for good: the shards must be restored.</exception>
    /// <exception cref="OperationCanceledException">The wait for Kafka was abandoned.</exception>
    void Commit(IReadOnlyList<Shard> shards);
}
