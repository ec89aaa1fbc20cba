namespace EngageStream.EmbeddedKafka.Sasl;

/// <summary>What a client's token leads to.</summary>
/// <param name="Answer">Token for the client.</param>
/// <param name="User">Who the client is, when it has proven so; null while the exchange goes on.</param>
internal readonly record struct SaslStep(byte[] Answer, string? User = null);
