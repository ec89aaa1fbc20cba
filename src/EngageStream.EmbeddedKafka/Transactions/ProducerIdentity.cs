using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Transactions;

/// <summary>A producer as it names itself: its id and epoch, −1 where it has none.</summary>
internal readonly record struct ProducerIdentity(long Id, short Epoch)
{
    public static readonly ProducerIdentity None = new(-1, TransactionMetadata.NoEpoch);
}

/// <summary>The answer to a producer that asks for its id and epoch.</summary>
internal readonly record struct ProducerIdReply(ErrorCode Error, ProducerIdentity Producer)
{
    public static ProducerIdReply Failed(ErrorCode error) => new(error, ProducerIdentity.None);
}
