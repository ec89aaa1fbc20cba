namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>A producer of a partition as administrators see it; a transaction start of −1 means that none is open here.</summary>
internal readonly record struct ActiveProducer(long ProducerId, short Epoch, int LastSequence, long LastTimestamp, long TransactionStart);
