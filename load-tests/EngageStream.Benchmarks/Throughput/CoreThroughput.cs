using System.Diagnostics;
using EngageStream.Domain.Actors;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.Time;
using EngageStream.Runtime.Shards;

namespace EngageStream.Benchmarks.Throughput;

/// <summary>
/// The core on one thread, without Kafka: parse an event and hand it to its user in a shard, beside parsing alone. Figures are
/// CPU time of the process, so that a busy machine does not count, and bytes allocated.
/// </summary>
internal static class CoreThroughput
{
    private const int Events = 2_000_000;
    private const int WarmUp = 2_000_000;
    private const int Users = 200_000;
    private const int Rounds = 5;
    private static readonly long StartMs = new DateTimeOffset(2026, 1, 1, 6, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static int Run(EngagementModel model)
    {
        var events = new ZipfEvents(WarmUp + Events, Users, StartMs, 4 * Durations.Hour);
        System.Console.WriteLine(
            $"{Events:N0} events of {events.MeanLength:F0} bytes after {WarmUp:N0} that make the users, {Users:N0} users (Zipf), playbook {model.Name}, best of {Rounds} rounds");
        var parser = new EventParser(model.Schema, model.TimePolicy);
        var e = new InputEvent(model.Schema);
        Figure parse = Best(() => () => Parse(events, parser, e));
        Figure core = Best(() => NewShard(events, model, parser, e));
        Print("parse only (baseline)", parse, parse);
        Print("parse and update the actor", core, parse);
        return 0;
    }

    // As a stream thread does it: the person of a record is announced, by its key, a few records ahead.
    private static Action NewShard(ZipfEvents events, EngagementModel model, EventParser parser, InputEvent e)
    {
        var prefetcher = new UserPrefetcher();
        var shard = new Shard(0, model, new UserActor(model), new ShardOptions { MaxActiveUsers = Users }, new NoOutput());
        Receive(0, WarmUp);
        return () => Receive(WarmUp, WarmUp + Events);

        void Receive(int from, int to)
        {
            for (int i = from; i < to + UserPrefetcher.Lead; i++)
            {
                if (i < to)
                {
                    prefetcher.Add(shard, events.KeyOf(i));
                }
                else
                {
                    prefetcher.AddNobody();
                }

                if (i >= from + UserPrefetcher.Lead)
                {
                    Handle(i - UserPrefetcher.Lead);
                }
            }
        }

        void Handle(int i)
        {
            if (parser.Parse(events[i], events.TimesMs[i], e) != EventError.None)
            {
                throw new InvalidOperationException($"Event {i} was refused.");
            }

            shard.Receive(e, new RecordPosition(0, i, events.TimesMs[i]), events.TimesMs[i]);
        }
    }

    private static void Parse(ZipfEvents events, EventParser parser, InputEvent e)
    {
        for (int i = WarmUp; i < events.Count; i++)
        {
            parser.Parse(events[i], events.TimesMs[i], e);
        }
    }

    private static Figure Best(Func<Action> prepare)
    {
        Figure best = default;
        for (int round = 0; round < Rounds; round++)
        {
            Action action = prepare();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            action();
            var figure = new Figure(
                watch.Elapsed.TotalSeconds / Events,
                (Environment.CpuUsage.TotalTime - cpu).TotalSeconds / Events,
                (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / Events);
            best = round == 0 || figure.CpuSeconds < best.CpuSeconds ? figure : best;
        }

        return best;
    }

    private static void Print(string what, Figure figure, Figure baseline) => System.Console.WriteLine(
        $"  {what,-28} {1 / figure.WallSeconds,12:N0} events/s  {figure.CpuSeconds * 1e6,5:F2} CPU s/million  {figure.CpuSeconds / baseline.CpuSeconds,5:F2}x  {figure.Bytes,6:F1} B/event");

    private readonly record struct Figure(double WallSeconds, double CpuSeconds, double Bytes);
}
