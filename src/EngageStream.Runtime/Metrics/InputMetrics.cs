using System.Diagnostics.Metrics;
using EngageStream.Runtime.DeadLetters;
using EngageStream.Runtime.Outputs;
using EngageStream.Runtime.Streams;
using static EngageStream.Runtime.Metrics.StreamInstruments;

namespace EngageStream.Runtime.Metrics;

/// <summary>What comes in, how much of it waits, and how long it takes.</summary>
internal static class InputMetrics
{
    public static void AddTo(StreamInstruments instruments, EndOffsets endOffsets)
    {
        instruments.Counters("engagestream.records", "{record}", "Records read, each in one outcome", () => RecordCounts.Possible
            .Select(pair => Measure(instruments.Threads.Sum(thread => thread.Counters.Records.Of(pair.Kind, pair.Outcome)),
            ("type", OutputNames.Of(pair.Kind)), ("outcome", OutputNames.Of(pair.Outcome)))));
        instruments.Counter("engagestream.events", "{event}", "Events handed to actors", counters => counters.Events);
        instruments.Counter("engagestream.clock_marks", "{mark}", "Clock marks read", counters => counters.ClockMarks);
        instruments.Counter(
            "engagestream.events.duplicate", "{event}", "Events dropped because the person's actor knew the message id",
            counters => counters.Duplicates);
        instruments.Counter("engagestream.events.late", "{event}", "Events older than the policy calls late; used all the same",
            counters => counters.Late);
        instruments.Counter("engagestream.events.future", "{event}", "Events whose time lay in the future and was set back",
            counters => counters.Future);
        instruments.Counter(
            "engagestream.records.forwarded", "{record}", "Records that lay in another partition than their person's",
            counters => counters.Forwarded);
        instruments.Counters("engagestream.dead_letters", "{record}", "What could not be processed, by reason", () => DeadLetters(instruments));
        instruments.Meter.CreateObservableGauge(
            "engagestream.lag", () => Lag(instruments, endOffsets), "{record}", "Records between the shard and the end of its partition");
        instruments.Histogram(
            "engagestream.event.latency", "From Kafka's append time to the end of the event's step; live only", counters => counters.Latency);
        instruments.Histogram(
            "engagestream.end_to_end.latency", "From the event's own time, or Kafka's append time, until its commit succeeded; live only",
            ("since", "event", counters => counters.SinceEvent), ("since", "append", counters => counters.SinceAppend));
    }

    private static IEnumerable<Measurement<long>> DeadLetters(StreamInstruments instruments)
    {
        Dictionary<string, long> letters = instruments.Sum(counters => counters.DeadLetters.All);
        return DeadLetterReason.All.Select(reason => Measure(letters.GetValueOrDefault(reason), ("reason", reason)));
    }

    private static IEnumerable<Measurement<long>> Lag(StreamInstruments instruments, EndOffsets endOffsets)
    {
        long[] high = endOffsets.Latest.High;
        return instruments.Threads.SelectMany(thread => thread.Assignment.Running.Select(shard => Measure(
            Math.Max(0, high[shard.Partition] - thread.Assignment.ReadUpTo(shard)), ("partition", Text(shard.Partition)))));
    }
}
