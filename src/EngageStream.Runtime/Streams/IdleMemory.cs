using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Streams;

/// <summary>
/// Packs idle users and, when many have been packed or a burst is over, and nothing else has gone on for a while, returns their memory to the
/// operating system: where no events arrive, nothing is allocated, and the garbage collector would not come by itself. Not in a short pause:
/// with very many people it takes half a second and more. Until then what the Kafka client frees is kept.
/// </summary>
/// <param name="taken">Bytes that the thread has taken of any memory since it began; what was given back counts as well.</param>
/// <param name="release">Gives up what else the thread keeps for the next commits.</param>
internal sealed class IdleMemory(Func<long> taken, Action release)
{
    private const int WorthCollecting = 10_000;
    private const long BurstBytes = 32 * 1024 * 1024;

    // Commit intervals in which nothing went on.
    private const int QuietTurns = 50;
    private int _packed;
    private int _quiet;
    private long _collectedAt = taken();

    /// <summary>Packs a part of the idle users.</summary>
    /// <param name="shards">Whose users.</param>
    /// <param name="quiet">Whether nothing has changed since the last commit, so that a pause harms nobody.</param>
    public void Passivate(IReadOnlyList<Shard> shards, bool quiet)
    {
        int packed = 0;
        foreach (Shard shard in shards)
        {
            packed += shard.Passivate();
        }

        _packed += packed;
        _quiet = quiet ? _quiet + 1 : 0;
        if (!quiet)
        {
            NativeMemory.KeepFreed();
        }

        if (_quiet >= QuietTurns && packed == 0 && (_packed >= WorthCollecting || taken() - _collectedAt >= BurstBytes))
        {
            _packed = 0;
            _collectedAt = taken();
            foreach (Shard shard in shards)
            {
                shard.ReleaseMemory();
            }

            release();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            NativeMemory.Trim();
        }
    }
}
