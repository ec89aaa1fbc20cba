using System.Text;
using EngageStream.Domain.Actors;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.Time;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Tests.Shards;
using Xunit.Abstractions;

namespace EngageStream.Runtime.Tests.Users;

[Collection(Alone.Name)]
public class IdleMemoryTests(ITestOutputHelper output)
{
    [Fact]
    public void An_idle_user_takes_less_than_260_bytes_with_id_index_timer_and_log_place()
    {
        const int Users = 200_000;
        const long Start = 1_767_225_600_000;
        EngagementModel model = ShardModels.Small();
        var e = new InputEvent(model.Schema);
        var log = new DroppingLog();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var shard = new Shard(0, model, new UserActor(model), ShardOptions.Default, new SilentOutput());
        long offset = 0;
        for (int round = 0; round < 4; round++)
        {
            for (int i = 0; i < Users; i++)
            {
                // Four events on different days, so that windows hold several buckets.
                long now = Start + (round * 2 * Durations.Day) + i;
                ShardModels.Fill(e, Encoding.UTF8.GetBytes($"customer-{i:D8}"), (i + round) % 3, now);
                shard.Receive(e, new RecordPosition(0, offset++, now), now);
                if (i % 20_000 == 19_999)
                {
                    log.Commit(shard);
                    shard.Passivate();
                }
            }
        }

        shard.AdvanceClock(Start + (10 * Durations.Day), null);
        while (shard.FireDueTimers(0, 20_000) > 0)
        {
            log.Commit(shard);
        }

        log.Commit(shard);
        while (shard.Counts.ActiveUsers > 0)
        {
            shard.Passivate();
        }

        shard.ReleaseMemory();
        Assert.Equal(0, shard.Store.Users.Active.ReservedBytes);
        double perUser = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Users;
        double state = shard.Counts.StateBytes / (double)Users;
        output.WriteLine($"{perUser:F0} bytes per idle user, of which {state:F0} in pages (id and state with header); {shard.LogBytes / (double)Users:F0} in the log");
        Assert.Equal(Users, shard.Counts.Users);
        Assert.Equal(Users, shard.Counts.PendingTimers);
        Assert.InRange(perUser, state, 260);
        GC.KeepAlive(shard);
    }
}
