namespace EngageStream.EmbeddedKafka.Tests.Testing;

/// <summary>What became of a request.</summary>
internal enum Outcome
{
    Answered,
    Closed,
    Waiting,
}
