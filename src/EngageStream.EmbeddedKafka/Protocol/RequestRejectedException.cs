namespace EngageStream.EmbeddedKafka.Protocol;

/// <summary>A request that can be answered only by closing its connection: malformed, oversized, or of an unknown kind.</summary>
internal sealed class RequestRejectedException(string reason) : Exception(reason);
