namespace EngageStream.Runtime.Metrics;

/// <summary>Input records by kind and outcome: plain longs that one thread adds to and any thread reads.</summary>
internal sealed class RecordCounts
{
    private static readonly int Outcomes = Enum.GetValues<RecordOutcome>().Length;
    private readonly long[] _counts = new long[Enum.GetValues<InputKind>().Length * Outcomes];

    /// <summary>Every kind with every outcome that it can have; so also the series that metrics show.</summary>
    public static IReadOnlyList<(InputKind Kind, RecordOutcome Outcome)> Possible { get; } =
    [
        .. Enum.GetValues<InputKind>().Where(kind => kind < InputKind.Clock)
            .SelectMany(kind => Enum.GetValues<RecordOutcome>().Select(outcome => (kind, outcome))),
        (InputKind.Clock, RecordOutcome.Processed),
        (InputKind.Unparsable, RecordOutcome.DeadLetter),
    ];

    /// <summary>Counts one more.</summary>
    public void Add(InputKind kind, RecordOutcome outcome) => _counts[((int)kind * Outcomes) + (int)outcome]++;

    /// <summary>Records of a kind with an outcome so far.</summary>
    public long Of(InputKind kind, RecordOutcome outcome) => Volatile.Read(ref _counts[((int)kind * Outcomes) + (int)outcome]);
}
