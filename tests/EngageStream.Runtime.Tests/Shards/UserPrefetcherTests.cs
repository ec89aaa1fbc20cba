using System.Text;
using EngageStream.Domain.Actors;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.Time;
using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Tests.Shards;

public class UserPrefetcherTests
{
    [Fact]
    public void Hints_about_the_active_the_idle_and_strangers_change_nothing()
    {
        EngagementModel model = ShardModels.Small();
        Shard plain = NewShard(model);
        Shard hinted = NewShard(model);
        Shard other = NewShard(model);
        var prefetcher = new UserPrefetcher();
        var random = new Random(11);
        long now = 1_767_225_600_000;
        for (int offset = 0; offset < 5_000; offset++)
        {
            // Two days of nothing, now and then, send everybody to rest.
            now += random.Next(500) == 0 ? 2 * Durations.Day : random.Next(60_000);
            InputEvent e = ShardModels.Event(model, $"user-{random.Next(300)}", random.Next(3), now, (ulong)offset + 1);
            for (int i = random.Next(12); i > 0; i--)
            {
                prefetcher.Add(random.Next(2) == 0 ? hinted : other, Encoding.UTF8.GetBytes($"user-{random.Next(600)}"));
            }

            prefetcher.Add(hinted, e.UserId);
            if (random.Next(3) == 0)
            {
                prefetcher.AddNobody();
            }

            // Without it users come and go between one look-up and the next.
            if (random.Next(4) == 0)
            {
                prefetcher.Finish();
            }

            Receive(plain, e, offset, now);
            Receive(hinted, e, offset, now);
        }

        Assert.InRange(hinted.Counts.ActiveUsers, 1, 299);
        Assert.Equal(ShardDump.Of(plain), ShardDump.Of(hinted));
        Assert.Equal(0, other.Counts.Users);
    }

    [Fact]
    public void Memory_given_up_leaves_every_state_as_it_is()
    {
        EngagementModel model = ShardModels.Small();
        Shard kept = NewShard(model);
        Shard released = NewShard(model);
        var random = new Random(12);
        long now = 1_767_225_600_000;
        for (int offset = 0; offset < 20_000; offset++)
        {
            now += random.Next(2_000);
            InputEvent e = ShardModels.Event(model, $"user-{random.Next(9_000)}", random.Next(3), now, (ulong)offset + 1);
            Receive(kept, e, offset, now);
            Receive(released, e, offset, now);
            if (offset % 5_000 == 4_999)
            {
                released.ReleaseMemory();
                Assert.False(released.Store.Users.Pages.HasGaps);
            }
        }

        Assert.Equal(ShardDump.Of(kept), ShardDump.Of(released));
    }

    private static void Receive(Shard shard, InputEvent e, int offset, long now)
    {
        shard.Receive(e, new RecordPosition(0, offset, now), now);
        if (offset % 100 == 99)
        {
            new DroppingLog().Commit(shard);
            shard.Passivate();
        }
    }

    private static Shard NewShard(EngagementModel model) =>
        new(0, model, new UserActor(model), ShardOptions.Default, new SilentOutput());
}
