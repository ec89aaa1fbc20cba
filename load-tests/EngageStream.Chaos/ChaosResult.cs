using EngageStream.Chaos.Faults;
using EngageStream.Chaos.Judgement;

namespace EngageStream.Chaos;

/// <summary>What came out of a run.</summary>
public sealed record ChaosResult
{
    /// <summary>The run.</summary>
    public required ChaosOptions Options { get; init; }

    /// <summary>The verdict.</summary>
    public required ChaosVerdict Verdict { get; init; }

    /// <summary>Each fault.</summary>
    public required IReadOnlyList<FaultOutcome> Faults { get; init; }

    /// <summary>Time from the load's begin to its end.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>Records that the load put in.</summary>
    public required long RecordsIn { get; init; }

    /// <summary>Records that a read_committed consumer saw in the output topics.</summary>
    public required long RecordsOut { get; init; }

    /// <summary>Shards restored, by the engines' logs.</summary>
    public required int Restores { get; init; }

    /// <summary>
    /// Transactions aborted, by the engines' metrics, at least: what an engine counted in its last second before it was killed is
    /// lost. <see langword="null"/> where no engine counts them.
    /// </summary>
    public required long? Aborts { get; init; }

    /// <summary>Folder with logs, the broker's data and <c>records.jsonl</c>; <see langword="null"/> where it is removed.</summary>
    public required string? Folder { get; init; }
}
