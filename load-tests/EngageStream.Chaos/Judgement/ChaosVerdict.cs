using EngageStream.Oracle.Judgement;

namespace EngageStream.Chaos.Judgement;

/// <summary>How a run ended: the oracle's verdict on its records, and what its processes did.</summary>
/// <param name="Records">The oracle's verdict.</param>
/// <param name="Faulty">What processes did that they must not, such as to end by themselves.</param>
public sealed record ChaosVerdict(Verdict Records, IReadOnlyList<string> Faulty)
{
    /// <summary>
    /// Fail where the oracle says so, or where a process ended by itself although all records are right; inconclusive where the
    /// records prove nothing; else pass.
    /// </summary>
    public Outcome Outcome =>
        Records.Outcome == Outcome.Fail || (Faulty.Count > 0 && Records.Outcome == Outcome.Pass) ? Outcome.Fail : Records.Outcome;
}
