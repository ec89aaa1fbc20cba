using Confluent.Kafka;

namespace EngageStream.Runtime.Streams;

/// <summary>Another process works under the same transactional id, that is, with the same application and node id.</summary>
internal sealed class FencedException(KafkaException cause) : KafkaException(cause.Error, cause);
