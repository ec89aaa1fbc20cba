using EngageStream.Runtime.Savepoints.Files;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.StateLog;

namespace EngageStream.Runtime.Savepoints;

/// <summary>
/// What the partitions of the target begin with. With as many partitions as before, each goes on as it was. Otherwise anybody
/// may come into any of them: every clock takes the latest instant, for a clock never goes back (a timer that another
/// clock had not reached yet fires as of its own instant all the same), and the counts of a partition go to the
/// one of its number, around the end, so that their sums stay what they were.
/// </summary>
internal static class ImportPlan
{
    public static TargetPartition[] For(SavepointSummary savepoint, IReadOnlyList<long> positions)
    {
        bool same = savepoint.Partitions.Count == positions.Count;
        long latest = savepoint.Partitions.Max(partition => partition.ClockMs);
        return [.. positions.Select((position, number) => new TargetPartition(
            number,
            position,
            same ? savepoint.Partitions[number].ClockMs : latest,
            LastOf(savepoint, number, position),
            Sum(savepoint.Partitions.Where(partition => partition.Partition % positions.Count == number))))];
    }

    private static RecordPosition LastOf(SavepointSummary savepoint, int number, long position) =>
        number < savepoint.Partitions.Count && savepoint.Partitions[number] is var saved && saved.Position == position
            ? new RecordPosition(number, saved.LastOffset, saved.LastTimestampMs)
            : new RecordPosition(number, position - 1, 0);

    private static ShardAggregates Sum(IEnumerable<SavepointPartition> partitions) => partitions.Aggregate(
        default(ShardAggregates),
        (sum, next) => new ShardAggregates(
            sum.Events + next.Events,
            sum.Duplicates + next.Duplicates,
            sum.Late + next.Late,
            sum.Faults + next.Faults,
            sum.TimersFired + next.TimersFired));
}
