using EngageStream.Domain.State;
using EngageStream.Domain.Time;

namespace EngageStream.Domain.Tests.State;

public sealed class RecentMessagesTests
{
    [Theory]
    [InlineData(1, 40, 5)] // few ids: many duplicates
    [InlineData(2, 1000, 1)] // the last 64 only
    [InlineData(3, 300, 60)] // a day passes every 24 messages
    [InlineData(4, 200, 700)] // hardly two in a day
    public void Equals_a_plain_list_of_the_last_day_and_64(int seed, int ids, int stepMinutes)
    {
        var random = new Random(seed);
        RecentMessages recent = new UserState().Recent;
        var plain = new List<(ulong Hash, uint Minute)>();
        uint minute = 30_000_000;
        for (int i = 0; i < 3000; i++)
        {
            minute += (uint)random.Next(stepMinutes + 1);
            ulong hash = (ulong)random.Next(ids);
            bool isNew = !plain.Exists(known => known.Hash == hash && minute < known.Minute + 1440);
            RecentMessagesMark mark = recent.Mark();
            (ulong, uint)[] before = Entries(recent);
            Assert.Equal(isNew, recent.TryAdd(hash, minute * Durations.Minute));
            if (random.Next(3) == 0)
            {
                recent.TakeBack(mark);
                Assert.Equal(before, Entries(recent));
                continue;
            }

            if (isNew)
            {
                plain.Add((hash, minute));
                plain.RemoveRange(0, Math.Max(0, plain.Count - RecentMessages.Capacity));
            }

            // What is over may still lie there, but before all that counts.
            var live = plain.Where(known => minute < known.Minute + 1440).ToArray();
            Assert.Equal(live, Entries(recent).TakeLast(live.Length));
        }
    }

    [Fact]
    public void A_copy_shares_nothing()
    {
        var user = new UserState();
        for (ulong i = 0; i < 100; i++)
        {
            user.Recent.TryAdd(i, 0);
        }

        var copy = new UserState();
        copy.CopyFrom(user);
        user.Recent.TryAdd(1000, 0);
        Assert.Equal(Enumerable.Range(36, 64).Select(i => (ulong)i), Entries(copy.Recent).Select(entry => entry.Hash));
    }

    private static (ulong Hash, uint Minute)[] Entries(RecentMessages recent)
    {
        var entries = new (ulong, uint)[recent.Count];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = (recent.HashAt(i), recent.MinuteAt(i));
        }

        return entries;
    }
}
