using EngageStream.Oracle.Records;

namespace EngageStream.Oracle.Judgement;

/// <summary>What a run was.</summary>
public sealed record JudgeOptions
{
    /// <summary>Playbook whose rules hold: <c>starter</c> or <c>chaos</c>.</summary>
    public required string Playbook { get; init; }

    /// <summary>
    /// Live: until when the engine is known to have been caught up and at work, Unix milliseconds; what is due later may or may
    /// not have fired, up to <see cref="EndMs"/>. <see langword="null"/> in replay, where the records' timestamps alone say so.
    /// </summary>
    public long? AtWorkUntilMs { get; init; }

    /// <summary>Live: when the last output was read, Unix milliseconds.</summary>
    public long EndMs { get; init; }

    /// <summary>Live: how far ahead of an event's appending the shard clock may be. Default 1 s.</summary>
    public long SlackMs { get; init; } = 1000;

    /// <summary>Number of partitions of the input; 0 to take it from the records.</summary>
    public int Partitions { get; init; }

    /// <summary>Parameters r, α, a, b of the churn model, where the playbook sets others than those that ship.</summary>
    public (double R, double Alpha, double A, double B)? Churn { get; init; }

    /// <summary>Names of the topics.</summary>
    public TopicNames Topics { get; init; } = new();

    /// <summary>
    /// Why the run may prove nothing, as whoever ran it knows: for example that the engine had not read everything.
    /// </summary>
    public IReadOnlyList<string> Doubts { get; init; } = [];

    /// <summary>Whether the engine follows the wall clock.</summary>
    public bool IsLive => AtWorkUntilMs is not null;
}
