using EngageStream.Domain.Time;
using EngageStream.Runtime.Timers;
using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Tests.Timers;

public class TimerQueueTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_first_timer_is_the_least_of_all_whatever_was_set_and_removed(int seed)
    {
        var random = new Random(seed);
        var queue = NewQueue(300);
        var expected = new Dictionary<int, (long Due, uint Tie)>();
        for (int i = 0; i < 20_000; i++)
        {
            int slot = random.Next(300);
            uint tie = (uint)slot * 2654435761;
            long due = random.Next(5) == 0 ? Durations.Never : random.Next(200);
            queue.Set(slot, due, tie);
            expected.Remove(slot);
            if (due != Durations.Never)
            {
                expected[slot] = (due, tie);
            }

            Assert.Equal(expected.Count, queue.Count);
            Assert.Equal(due, queue.DueOf(slot));
            if (expected.Count > 0)
            {
                Assert.Equal(expected.Values.Min(), (queue.First.DueMs, queue.First.Tie));
            }
        }
    }

    [Fact]
    public void Timers_come_out_in_order_and_ties_by_hash()
    {
        var random = new Random(7);
        var queue = NewQueue(10_000);
        for (int slot = 0; slot < 10_000; slot++)
        {
            queue.Set(slot, random.Next(100), (uint)random.Next());
        }

        var order = new List<(long, uint)>();
        while (queue.Count > 0)
        {
            TimerEntry first = queue.First;
            order.Add((first.DueMs, first.Tie));
            queue.Set(first.Slot, Durations.Never, first.Tie);
        }

        Assert.Equal(10_000, order.Count);
        Assert.Equal(order.Order(), order);
    }

    [Fact]
    public void An_empty_queue_is_due_never() => Assert.Equal(Durations.Never, NewQueue(0).NextMs);

    [Fact]
    public void Due_timers_are_counted_up_to_a_limit()
    {
        var queue = NewQueue(1_000);
        Assert.Equal(0, queue.CountDue(long.MaxValue, 10));
        for (int slot = 0; slot < 1_000; slot++)
        {
            queue.Set(slot, (slot * 37) % 1_000, tie: 0);
        }

        Assert.Equal(0, queue.CountDue(-1, 5_000));
        Assert.Equal(1, queue.CountDue(0, 5_000));
        Assert.Equal(251, queue.CountDue(250, 5_000));
        Assert.Equal(1_000, queue.CountDue(999, 5_000));
        Assert.Equal(100, queue.CountDue(999, 100));
    }

    private static TimerQueue NewQueue(int slots)
    {
        var table = new ChunkedArray<UserSlot>();
        for (int slot = 0; slot < slots; slot++)
        {
            table.Add(default);
        }

        return new TimerQueue(table);
    }
}
