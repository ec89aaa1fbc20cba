namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>An assignment strategy that a member offers, with the member's subscription as the client encoded it.</summary>
internal readonly record struct GroupProtocol(string Name, byte[] Metadata);
