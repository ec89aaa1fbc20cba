namespace EngageStream.Chaos.Network;

/// <summary>What a proxy does to connections at present.</summary>
/// <param name="Mode">How.</param>
/// <param name="Client">Start of the client ids concerned; empty for all.</param>
internal sealed record Disturbance(DisturbanceMode Mode, string Client)
{
    private readonly TaskCompletionSource _healed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where connections are slow: how much each direction of one takes a second.</summary>
    public int BytesPerSecond { get; init; } = int.MaxValue;

    /// <summary>Completes when it is over.</summary>
    public Task Healed => _healed.Task;

    /// <summary>Ends it.</summary>
    public void Heal() => _healed.TrySetResult();

    /// <summary>Whether it concerns a client in a mode.</summary>
    public bool Concerns(string clientId, DisturbanceMode mode) => Mode == mode && clientId.StartsWith(Client, StringComparison.Ordinal);
}

/// <summary>How connections are disturbed.</summary>
internal enum DisturbanceMode
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>New ones are closed.</summary>
    Refuse,

    /// <summary>Nothing is forwarded; it comes later.</summary>
    Freeze,

    /// <summary>What is forwarded takes its time.</summary>
    Slow,
}
