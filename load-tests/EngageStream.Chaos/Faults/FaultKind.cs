namespace EngageStream.Chaos.Faults;

/// <summary>What is done to the processes and their connections.</summary>
public enum FaultKind
{
    /// <summary>An engine gets SIGKILL and is started again.</summary>
    Kill,

    /// <summary>An engine gets SIGSTOP and, mostly after its session has timed out, SIGCONT: it wakes as a zombie.</summary>
    Pause,

    /// <summary>The broker gets SIGKILL and is started again on its data.</summary>
    Broker,

    /// <summary>One engine more is started.</summary>
    Add,

    /// <summary>An engine gets SIGTERM, a planned stop, and stays away.</summary>
    Remove,

    /// <summary>Connections are reset, and new ones refused for a while.</summary>
    Drop,

    /// <summary>Connections stay, but nothing passes for a while, at times for longer than a session lasts.</summary>
    Freeze,

    /// <summary>An engine's members are removed from the group behind its back: it is a zombie until its next heartbeat.</summary>
    Evict,
}
