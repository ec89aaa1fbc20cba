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
    private static readonly long StartMs = new DateTimeOffset(2026, 1, 1, 6, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static int Run(EngagementModel model, IReadOnlyList<int> populations, bool inVisits)
    {
        System.Console.WriteLine(
            $"{Events:N0} {(inVisits ? "events in visits" : "events")} (Zipf) after {WarmUp:N0} others, a commit every {EventsPerCommit:N0}, {Shards} shards, one thread, CPU time");
        double smallest = 0;
        foreach (int users in populations)
        {
            (double micros, double active, long stateBytes) = Measure(model, users, inVisits);
            smallest = smallest == 0 ? micros : smallest;
            System.Console.WriteLine(
                $"  {users,10:N0} users  {micros,5:F2} µs an event  {micros / smallest,5:F2}x  {active,9:N0} active  {stateBytes / 1e6,7:N0} MB of states");
            GC.Collect();
        }

        return 0;
    }

    private static (double Micros, double Active, long StateBytes) Measure(EngagementModel model, int users, bool inVisits)
    {
        var log = new NoLog();
        var actor = new UserActor(model);
        Shard[] shards = [.. Enumerable.Range(0, Shards).Select(i => new Shard(i, model, actor, ShardOptions.Default, new NoOutput()))];
        var offsets = new long[Shards];
        var parser = new EventParser(model.Schema, model.TimePolicy);
        InputEvent[] ahead = [.. Enumerable.Range(0, 16).Select(_ => new InputEvent(model.Schema))];
        var prefetcher = new UserPrefetcher();

        // 1. The population, two days ago.
        var e = new InputEvent(model.Schema);
        for (int user = 0; user < users; user++)
        {
            Fill(e, user, StartMs - (2 * Durations.Day));
            Receive(e, e.TimestampMs);
            CommitIfDue(user);
        }

        // 2. By now it is idle, and packed a second time. That belongs to the events of two days ago: one a person, several times as
        //    many as are measured.
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
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        Handle(WarmUp, WarmUp + Events);
        double micros = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / Events;
        return (micros, shards.Sum(shard => shard.Counts.ActiveUsers), shards.Sum(shard => shard.Counts.StateBytes));

        void Handle(int from, int to)
        {
            for (int i = from; i < to; i += ahead.Length)
            {
                int count = Math.Min(ahead.Length, to - i);
                for (int k = 0; k < count; k++)
                {
                    if (parser.Parse(events[i + k], events.TimesMs[i + k], ahead[k]) != EventError.None)
                    {
                        throw new InvalidOperationException($"Event {i + k} was refused.");
                    }

                    prefetcher.Add(ShardOf(ahead[k]), ahead[k].UserId);
                }

                prefetcher.Finish();
                for (int k = 0; k < count; k++)
                {
                    Receive(ahead[k], events.TimesMs[i + k]);
                    CommitIfDue(i + k);
                }
            }
        }

        Shard ShardOf(InputEvent next) => shards[Partitioner.Of(PartitionerKind.Murmur2, next.UserId, Shards)];

        void Receive(InputEvent next, long timestampMs)
        {
            Shard shard = ShardOf(next);
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

    private static void Fill(InputEvent e, int user, long timestampMs)
    {
        e.Reset();
        e.SetUser(Encoding.UTF8.GetBytes(ZipfEvents.Key(user)));
        e.EventIndex = 0;
        e.TimestampMs = timestampMs;
        e.RecordTimestampMs = timestampMs;
        e.MessageHash = (ulong)user + 1;
        e.HasMessageId = true;
    }

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
