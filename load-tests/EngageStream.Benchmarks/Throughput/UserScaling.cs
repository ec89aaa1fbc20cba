using System.Text;
using EngageStream.Domain.Actors;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.Partitioning;
using EngageStream.Domain.State;
using EngageStream.Domain.Time;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.StateLog;

namespace EngageStream.Benchmarks.Throughput;

/// <summary>
/// What an event costs the core by how many users there are: parse, actor, and commits to a state log that keeps nothing, on one
/// thread and eight shards. Every user exists, and is at rest, before anything is measured; who does an event, or comes for a visit of
/// several, follows Zipf's law.
/// </summary>
internal static class UserScaling
{
    private const int Shards = 8;
    private const int WarmUp = 1_000_000;
    private const int Events = 1_000_000;
    private const int EventsPerCommit = 20_000;
    private const int Batch = 64;
    private static readonly long StartMs = new DateTimeOffset(2026, 1, 1, 6, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static int Run(EngagementModel model, IReadOnlyList<int> populations, bool inVisits)
    {
        System.Console.WriteLine(
            $"{Events:N0} {(inVisits ? "events in visits" : "events")} (Zipf) after {WarmUp:N0} others, a commit every {EventsPerCommit:N0}, {Shards} shards, one thread, CPU time");
        double smallest = 0;
        foreach (int users in populations)
        {
            (double micros, double kernelMicros, double active, long stateBytes) = Measure(model, users, inVisits);
            smallest = smallest == 0 ? micros : smallest;
            System.Console.WriteLine(
                $"  {users,10:N0} users  {micros,5:F2} µs an event ({kernelMicros:F2} in the kernel)  {micros / smallest,5:F2}x  {active,9:N0} active  {stateBytes / 1e6,7:N0} MB of states");
            GC.Collect();
        }

        return 0;
    }

    private static (double Micros, double KernelMicros, double Active, long StateBytes) Measure(EngagementModel model, int users, bool inVisits)
    {
        var log = new NoLog();
        var actor = new UserActor(model);
        Shard[] shards = [.. Enumerable.Range(0, Shards).Select(i => new Shard(i, model, actor, ShardOptions.Default, new NoOutput()))];
        var offsets = new long[Shards];
        var parser = new EventParser(model.Schema, model.TimePolicy);
        var prefetcher = new UserPrefetcher();

        // 1. The population, two days ago: like the pipe's, it signs up and buys twice.
        var e = new InputEvent(model.Schema);
        byte[][] history = [HistoryOf("Signed Up"), HistoryOf("Order Completed"), HistoryOf("Order Completed")];
        for (int i = 0; i < history.Length * users; i++)
        {
            if (parser.Parse(history[i % history.Length], StartMs - (2 * Durations.Day), e) != EventError.None)
            {
                throw new InvalidOperationException("The population was refused.");
            }

            e.SetUser(Encoding.UTF8.GetBytes(ZipfEvents.Key(i / history.Length)));
            e.MessageHash = (ulong)i + 1;
            Receive(e, e.TimestampMs);
            CommitIfDue(i);
        }

        // 2. By now it is idle, and packed a second time. That belongs to the events of two days ago, many times as many as are measured.
        foreach (Shard shard in shards)
        {
            shard.AdvanceClock(StartMs, mark: null);
            int work;
            do
            {
                work = shard.FireDueTimers(StartMs, EventsPerCommit);
                log.Commit(shard);
                work += shard.Passivate();
            }
            while (work > 0);
        }

        // 3. Events that warm up, and those that are measured.
        var events = new ZipfEvents(WarmUp + Events, users, StartMs, 4 * Durations.Hour, inVisits: inVisits);
        Handle(0, WarmUp);
        GC.Collect();
        Environment.ProcessCpuUsage before = Environment.CpuUsage;
        Handle(WarmUp, WarmUp + Events);
        Environment.ProcessCpuUsage after = Environment.CpuUsage;
        double micros = (after.TotalTime - before.TotalTime).TotalMicroseconds / Events;
        double kernelMicros = (after.PrivilegedTime - before.PrivilegedTime).TotalMicroseconds / Events;
        return (micros, kernelMicros, shards.Sum(shard => shard.Counts.ActiveUsers), shards.Sum(shard => shard.Counts.StateBytes));

        // As a stream thread does it: records come in batches, and the person of each is announced, by its key, a few records ahead.
        void Handle(int from, int to)
        {
            for (int first = from; first < to; first += Batch)
            {
                int end = Math.Min(first + Batch, to);
                for (int i = first - UserPrefetcher.Lead; i < end; i++)
                {
                    Announce(i + UserPrefetcher.Lead, end);
                    if (i >= first)
                    {
                        HandleOne(i);
                    }
                }

                prefetcher.Finish();
            }
        }

        void Announce(int i, int end)
        {
            if (i < end)
            {
                prefetcher.Add(ShardOf(events.KeyOf(i)), events.KeyOf(i));
            }
            else
            {
                prefetcher.AddNobody();
            }
        }

        void HandleOne(int i)
        {
            if (parser.Parse(events[i], events.TimesMs[i], e) != EventError.None)
            {
                throw new InvalidOperationException($"Event {i} was refused.");
            }

            Receive(e, events.TimesMs[i]);
            CommitIfDue(i);
        }

        Shard ShardOf(ReadOnlySpan<byte> key) => shards[Partitioner.Of(PartitionerKind.Murmur2, key, Shards)];

        void Receive(InputEvent next, long timestampMs)
        {
            Shard shard = ShardOf(next.UserId);
            shard.Receive(next, new RecordPosition(shard.Partition, offsets[shard.Partition]++, timestampMs), timestampMs);
        }

        void CommitIfDue(int i)
        {
            if (i % EventsPerCommit == EventsPerCommit - 1)
            {
                foreach (Shard shard in shards)
                {
                    log.Commit(shard);
                    shard.Passivate();
                }
            }
        }
    }

    private static byte[] HistoryOf(string name) => Encoding.UTF8.GetBytes(
        $$$"""{"type":"track","event":"{{{name}}}","userId":"u","messageId":"m","timestamp":"{{{DateTimeOffset.FromUnixTimeMilliseconds(StartMs - (2 * Durations.Day)):yyyy-MM-ddTHH:mm:ssZ}}}","properties":{"revenue":12.5} }""");

    private sealed class NoLog : IStateLogWriter
    {
        private readonly List<long> _offsets = [];
        private long _next;

        public void Append(ReadOnlySpan<byte> record) => _offsets.Add(_next++);

        public void Commit(Shard shard)
        {
            _offsets.Clear();
            shard.WriteCommit(this);
            shard.CommitSucceeded(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_offsets));
        }
    }

    private sealed class NoOutput : IShardOutput
    {
        public void Publish(Shard shard, UserState user, EffectBuffer effects, in RecordPosition cause, long clockMs)
        {
        }

        public void Fault(Shard shard, ReadOnlySpan<byte> userId, Exception error, in RecordPosition cause, long? dueMs) => throw error;
    }
}
