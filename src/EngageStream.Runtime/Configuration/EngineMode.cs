namespace EngageStream.Runtime.Configuration;

/// <summary>What moves the clocks of an engine. An application id is live or replay, never both.</summary>
public enum EngineMode : byte
{
    /// <summary>Kafka's append time and, once caught up, wall time. Late messages are suppressed as stale.</summary>
    Live,

    /// <summary>Only the timestamps of records and clock marks: history is played through as if it happened again.</summary>
    Replay,
}
