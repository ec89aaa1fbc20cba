using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Tests.Users;

namespace EngageStream.Runtime.Tests.Streams;

[Collection(Alone.Name)]
public class BurstMemoryTests
{
    private const int Turns = 500;
    private readonly IdleMemory _memory = new(GC.GetAllocatedBytesForCurrentThread);

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

    private int QuietTurnsUntilCollected()
    {
        int collections = GC.CollectionCount(GC.MaxGeneration);
        int turn = 0;
        while (turn < Turns && GC.CollectionCount(GC.MaxGeneration) == collections)
        {
            _memory.Passivate([], quiet: true);
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
