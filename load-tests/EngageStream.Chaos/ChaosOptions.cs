using EngageStream.Chaos.Faults;

namespace EngageStream.Chaos;

/// <summary>What a chaos run is.</summary>
public sealed record ChaosOptions
{
    /// <summary>Number of faults; 0 to 10,000.</summary>
    public int Faults { get; init; } = 20;

    /// <summary>Seed of faults and load.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Mean events per second; 1 to 100,000.</summary>
    public double Rate { get; init; } = 200;

    /// <summary>Kinds of faults; <see cref="FaultKind.Add"/> and <see cref="FaultKind.Remove"/> both or neither.</summary>
    public IReadOnlyList<FaultKind> Kinds { get; init; } = Enum.GetValues<FaultKind>();

    /// <summary>Engine processes at the start; 1 to 16.</summary>
    public int Engines { get; init; } = 3;

    /// <summary>Partitions of the topics; 1 to 1000.</summary>
    public int Partitions { get; init; } = 6;

    /// <summary>Mean pause between two faults, after the recovery from the first.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary><c>processing.guarantee</c> of the engines; <see langword="null"/> for their default.</summary>
    public string? Guarantee { get; init; }

    /// <summary>Commit interval of the engines; <see langword="null"/> for their default.</summary>
    public TimeSpan? CommitInterval { get; init; }

    /// <summary>Whether the broker takes transactions' offsets from any generation.</summary>
    public bool LaxGenerations { get; init; }

    /// <summary>Further settings of the engines, <c>key=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>How long to wait for the recovery from a fault before the next one comes regardless.</summary>
    public TimeSpan RecoveryPatience { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How long the engines may take, after the load's end, to catch up.</summary>
    public TimeSpan CatchUpPatience { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How long the engines are left to their timers when they have caught up.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Folder for everything; <see langword="null"/> for a new temporary one, which is removed when the run passes.</summary>
    public string? Folder { get; init; }

    /// <summary>Playbook; it must be the one whose rules the oracle knows as <c>chaos</c>.</summary>
    public string Playbook { get; init; } = Path.Combine(AppContext.BaseDirectory, "playbooks", "chaos.yaml");

    /// <summary>What is wrong with the options, each with its remedy.</summary>
    public IEnumerable<string> Errors()
    {
        if (Kinds.Count == 0)
        {
            yield return "name at least one kind of fault";
        }

        if (Kinds.Contains(FaultKind.Add) != Kinds.Contains(FaultKind.Remove))
        {
            yield return "add and remove go together: name both kinds or neither";
        }
    }
}
