using EngageStream.Domain.Model;
using EngageStream.Domain.Time;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Tests.Shards;
using EngageStream.Runtime.Tests.Users;

namespace EngageStream.Runtime.Tests.Streams;

[Collection(Alone.Name)]
public class BurstMemoryTests
{
    private const int Turns = 500;
    private readonly IdleMemory _memory = new(GC.GetAllocatedBytesForCurrentThread, () => { });

    [Fact]
    public void What_a_burst_took_is_given_back_once_when_all_has_been_quiet_for_a_while()
    {
        Allocate(megabytes: 64);
        Assert.InRange(QuietTurnsUntilCollected(), 10, 100);
        Assert.Equal(Turns, QuietTurnsUntilCollected());
    }

    [Fact]
    public void A_trickle_is_no_burst()
    {
        Allocate(megabytes: 1);
        Assert.Equal(Turns, QuietTurnsUntilCollected());
    }

    [Fact]
    public void Nothing_is_given_back_in_between()
    {
        Allocate(megabytes: 64);
        int collections = GC.CollectionCount(GC.MaxGeneration);
        for (int turn = 0; turn < Turns; turn++)
        {
            _memory.Passivate([], quiet: turn % 10 != 0);
        }

        Assert.Equal(collections, GC.CollectionCount(GC.MaxGeneration));
    }

    [Fact]
    public void What_many_who_went_to_rest_took_is_given_back_after_a_while_and_not_in_a_short_pause()
    {
        Shard shard = People(20_000);
        int released = 0;
        var memory = new IdleMemory(() => 0, () => released++);
        for (int turn = 0; turn < Turns; turn++)
        {
            memory.Passivate([shard], quiet: false);
        }

        Assert.Equal((0, 0), ((int)shard.Counts.ActiveUsers, released));
        Assert.InRange(QuietTurnsUntilCollected(memory), 10, 100);
        Assert.Equal(1, released);
    }

    private static Shard People(int count)
    {
        EngagementModel model = ShardModels.Small();
        var shard = new Shard(0, model, new ScriptedActor(), ShardOptions.Default, new RecordingOutput());
        for (int i = 0; i < count; i++)
        {
            shard.Receive(ShardModels.Event(model, $"user-{i}", 0, 1000), new RecordPosition(0, i, 1000), 0);
        }

        new MemoryStateLog().Commit(shard);
        shard.AdvanceClock(2 * Durations.Day, mark: null);
        return shard;
    }

    private int QuietTurnsUntilCollected() => QuietTurnsUntilCollected(_memory);

    private static int QuietTurnsUntilCollected(IdleMemory memory)
    {
        int collections = GC.CollectionCount(GC.MaxGeneration);
        int turn = 0;
        while (turn < Turns && GC.CollectionCount(GC.MaxGeneration) == collections)
        {
            memory.Passivate([], quiet: true);
            turn++;
        }

        return turn;
    }

    private static void Allocate(int megabytes)
    {
        for (int i = 0; i < megabytes * 16; i++)
        {
            GC.KeepAlive(new byte[64 * 1024]);
        }
    }
}
