using System.Diagnostics.Metrics;
using EngageStream.Runtime.Outputs;
using EngageStream.Runtime.Standby;
using static EngageStream.Runtime.Metrics.StreamInstruments;

namespace EngageStream.Runtime.Metrics;

/// <summary>Commits, partitions and restores.</summary>
internal static class CommitMetrics
{
    public static void AddTo(StreamInstruments instruments, int partitions, StandbyCopies? standby)
    {
        instruments.Histogram("engagestream.commit.duration", "Length of a commit", counters => counters.CommitDuration);
        instruments.Counter(
            "engagestream.commits", "{commit}", "Commits; transactions committed where the guarantee is exactly once",
            counters => counters.Commits);
        instruments.Meter.CreateObservableGauge(
            "engagestream.commit.limit", () => instruments.Threads.Min(thread => thread.Pace.Limit), "{record}",
            "Records that a thread takes in for one commit at most, the lowest of all threads; falls where Kafka is slow");
        instruments.Meter.CreateObservableGauge(
            "engagestream.outputs.unacknowledged", () => instruments.Threads.Sum(thread => thread.Unacknowledged), "{record}",
            "Outputs and states sent to Kafka and not acknowledged yet");
        instruments.Counters(
            "engagestream.aborts", "{abort}", "Transactions aborted, by reason; their work is done, and counted, again",
            () => Aborts(instruments));
        instruments.Counter(
            "engagestream.thread.restarts", "{restart}", "Times a stream thread began again from the state log",
            counters => counters.Restarts);
        instruments.Meter.CreateObservableGauge("engagestream.partitions", () => new[]
        {
            Measure(instruments.Threads.Sum(thread => thread.Assignment.Running.Count), ("state", "running")),
            Measure(instruments.Threads.Sum(thread => thread.Assignment.Restoring.Count), ("state", "restoring")),
        }, "{partition}", "Partitions that this process owns");
        instruments.Meter.CreateObservableGauge(
            "engagestream.input_partitions", () => partitions, "{partition}", "Partitions of the events topic");
        AddRestores(instruments);
        instruments.Meter.CreateObservableGauge("engagestream.standby.copies", () => new[]
        {
            Measure((standby?.Copies ?? []).Count(copy => copy.IsAtEnd), ("state", "warm")),
            Measure((standby?.Copies ?? []).Count(copy => !copy.IsAtEnd), ("state", "filling")),
        }, "{copy}", "Copies of partitions that other processes own");
    }

    private static void AddRestores(StreamInstruments instruments)
    {
        instruments.Counter("engagestream.restores", "{restore}", "Shards restored from their state logs, warm copies apart",
            counters => counters.Restores);
        instruments.Counter("engagestream.restores.warm", "{restore}", "Shards taken over from a warm copy",
            counters => counters.WarmRestores);
        instruments.Histogram("engagestream.restore.duration", "Length of the restore of one shard", counters => counters.RestoreDuration);
        instruments.Counter("engagestream.restore.records", "{record}", "State log records read by restores",
            counters => counters.RestoredRecords);
        instruments.Counter("engagestream.restore.size", "By", "State log bytes read by restores", counters => counters.RestoredBytes);
        instruments.Counter("engagestream.restore.users", "{user}", "Users that restored shards had", counters => counters.RestoredUsers);
        instruments.Meter.CreateObservableGauge(
            "engagestream.restore.progress", () => Progress(instruments), "1",
            "Share of a shard's state log that is read; 1 for shards at work");
    }

    private static IEnumerable<Measurement<long>> Aborts(StreamInstruments instruments)
    {
        Dictionary<AbortReason, long> counts = instruments.Sum(counters => counters.Aborts.All);
        return Enum.GetValues<AbortReason>()
            .Select(reason => Measure(counts.GetValueOrDefault(reason), ("reason", OutputNames.Of(reason))));
    }

    private static IEnumerable<Measurement<double>> Progress(StreamInstruments instruments) => instruments.Threads
        .SelectMany(thread => thread.Assignment.Running
            .Select(shard => Measure(1.0, ("partition", Text(shard.Partition))))
            .Concat(thread.Assignment.Restoring.Select(request => Measure(request.Progress, ("partition", Text(request.Partition))))));
}
