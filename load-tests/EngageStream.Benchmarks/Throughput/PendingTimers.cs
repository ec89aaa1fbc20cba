using EngageStream.Domain.Time;
using EngageStream.Runtime.Timers;
using EngageStream.Runtime.Users;

namespace EngageStream.Benchmarks.Throughput;

/// <summary>
/// Many pending timers in one shard's queue: memory of each, and what it costs to set one, to move one, and to fire one and set the
/// user's next. Beside it, in the same run, the framework's priority queue, which cannot move one.
/// </summary>
internal static class PendingTimers
{
    private const int Samples = 1_000_000;
    private const long SpanMs = 30 * Durations.Day;

    public static int Run(int count)
    {
        System.Console.WriteLine($"{count:N0} pending timers over 30 days, CPU time; then {Samples:N0} moved and {Samples:N0} fired and set anew");
        Ours(10_000);
        Framework(10_000);
        Ours(count);
        Framework(count);
        return 0;
    }

    private static void Ours(int count)
    {
        var random = new Random(1);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var slots = new ChunkedArray<UserSlot>();
        for (int i = 0; i < count; i++)
        {
            slots.Add(default);
        }

        var queue = new TimerQueue(slots);
        double set = NanosecondsEach(count, i => queue.Set(i, random.NextInt64(SpanMs), (uint)i * 2654435761));
        double bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)count;
        double move = NanosecondsEach(Samples, _ =>
        {
            int slot = random.Next(count);
            queue.Set(slot, random.NextInt64(SpanMs), (uint)slot * 2654435761);
        });
        long last = 0;
        double fire = NanosecondsEach(Samples, _ =>
        {
            TimerEntry first = queue.First;
            if (first.DueMs < last)
            {
                throw new InvalidOperationException("A timer came out of order.");
            }

            last = first.DueMs;
            queue.Set(first.Slot, first.DueMs + 1 + random.NextInt64(SpanMs), first.Tie);
        });
        Print($"timer queue, {count:N0}", bytes, set, move, fire);
        if (queue.Count != count)
        {
            throw new InvalidOperationException($"{queue.Count} timers are left of {count}.");
        }
    }

    private static void Framework(int count)
    {
        var random = new Random(1);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var queue = new PriorityQueue<int, (long, uint)>();
        double set = NanosecondsEach(count, i => queue.Enqueue(i, (random.NextInt64(SpanMs), (uint)i * 2654435761)));
        double bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)count;
        double fire = NanosecondsEach(Samples, _ =>
        {
            queue.TryDequeue(out int slot, out (long Due, uint Tie) first);
            queue.Enqueue(slot, (first.Due + 1 + random.NextInt64(SpanMs), first.Tie));
        });
        Print($"PriorityQueue (baseline), {count:N0}", bytes, set, double.NaN, fire);
        GC.KeepAlive(queue);
    }

    private static double NanosecondsEach(int count, Action<int> action)
    {
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < count; i++)
        {
            action(i);
        }

        return (Environment.CpuUsage.TotalTime - cpu).TotalNanoseconds / count;
    }

    private static void Print(string what, double bytes, double set, double move, double fire)
    {
        string moved = double.IsNaN(move) ? "      -" : $"{move,5:F0} ns";
        System.Console.WriteLine($"  {what,-38} {bytes,5:F1} B each   set {set,5:F0} ns   move {moved,8}   fire and set {fire,5:F0} ns");
    }
}
