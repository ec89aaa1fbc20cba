using EngageStream.EmbeddedKafka.Producers;

namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>What recovery found on the disk; there is always at least one segment.</summary>
internal sealed record RecoveredLog(LogSegment[] Segments, ProducerStates Producers, AbortedTransactions Aborted, long StartOffset);
