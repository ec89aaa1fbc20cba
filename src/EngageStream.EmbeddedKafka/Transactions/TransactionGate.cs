using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Transactions;

/// <summary>Whether transactional batches may enter a partition, as the coordinator knows it at the moment of the question.</summary>
internal readonly record struct TransactionGate(TransactionCoordinator Transactions, TopicPartition Partition)
{
    /// <summary>Takes no lock: it is asked under the partition's append lock, which the coordinator takes while it holds its own.</summary>
    public ErrorCode Check(long producerId, short epoch) => Transactions.CheckProduce(producerId, epoch, Partition);
}
