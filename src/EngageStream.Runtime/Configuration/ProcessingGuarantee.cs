namespace EngageStream.Runtime.Configuration;

/// <summary>What becomes of outputs, states and input positions when a process dies.</summary>
public enum ProcessingGuarantee : byte
{
    /// <summary>Each input record changes states and outputs once: all that a commit holds is one Kafka transaction.</summary>
    ExactlyOnce,

    /// <summary>No event is lost and none is counted twice, but outputs after the last commit are repeated, with the same ids.</summary>
    AtLeastOnce,
}
