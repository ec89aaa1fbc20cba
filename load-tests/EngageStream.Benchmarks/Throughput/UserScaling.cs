using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.Time;
using EngageStream.Runtime.Shards;

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
    private const int Batch = 64;

    public static int Run(EngagementModel model, IReadOnlyList<int> populations, bool inVisits)
    {
        System.Console.WriteLine(
            $"{Events:N0} {(inVisits ? "events in visits" : "events")} (Zipf) after {WarmUp:N0} others, a commit every {Population.EventsPerCommit:N0}, {Shards} shards, one thread, CPU time");
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
        var people = new Population(model, users, Shards, ShardOptions.Default);
        var parser = new EventParser(model.Schema, model.TimePolicy);
        var prefetcher = new UserPrefetcher();
        var e = new InputEvent(model.Schema);

        // Events that warm up, and those that are measured.
        var events = new ZipfEvents(WarmUp + Events, users, Population.NowMs, 4 * Durations.Hour, inVisits: inVisits);
        Handle(0, WarmUp);
        GC.Collect();
        Environment.ProcessCpuUsage before = Environment.CpuUsage;
        Handle(WarmUp, WarmUp + Events);
        Environment.ProcessCpuUsage after = Environment.CpuUsage;
        double micros = (after.TotalTime - before.TotalTime).TotalMicroseconds / Events;
        double kernelMicros = (after.PrivilegedTime - before.PrivilegedTime).TotalMicroseconds / Events;
        return (micros, kernelMicros, people.Shards.Sum(shard => shard.Counts.ActiveUsers), people.Shards.Sum(shard => shard.Counts.StateBytes));

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
                prefetcher.Add(people.ShardOf(events.KeyOf(i)), events.KeyOf(i));
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

            people.Receive(e, events.TimesMs[i]);
            if (i % Population.EventsPerCommit == Population.EventsPerCommit - 1)
            {
                people.Commit();
            }
        }
    }
}
