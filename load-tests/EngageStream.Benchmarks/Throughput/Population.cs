using System.Text;
using EngageStream.Domain.Actors;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.Partitioning;
using EngageStream.Domain.Time;
using EngageStream.Runtime.Shards;

namespace EngageStream.Benchmarks.Throughput;

/// <summary>
/// People who signed up and bought twice two days ago, have had what messages there are for that, and are at rest. Made without Kafka, each in
/// the shard to which the person's events would come.
/// </summary>
internal sealed class Population
{
    /// <summary>A commit after so many events.</summary>
    public const int EventsPerCommit = 20_000;

    /// <summary>Now; Unix milliseconds.</summary>
    public static readonly long NowMs = new DateTimeOffset(2026, 1, 1, 6, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private static readonly long HistoryMs = NowMs - (2 * Durations.Day);
    private readonly Shard[] _shards;
    private readonly long[] _offsets;
    private readonly NoLog _log = new();

    /// <param name="model">The playbook.</param>
    /// <param name="users">How many people.</param>
    /// <param name="partitions">How many shards.</param>
    /// <param name="options">Settings of the shards.</param>
    public Population(EngagementModel model, int users, int partitions, ShardOptions options)
    {
        var actor = new UserActor(model);
        _shards = [.. Enumerable.Range(0, partitions).Select(i => new Shard(i, model, actor, options, new NoOutput()))];
        _offsets = new long[partitions];
        SignUpAndBuy(model, users);
        Rest();
    }

    /// <summary>The shards.</summary>
    public IReadOnlyList<Shard> Shards => _shards;

    /// <summary>The shard of a person.</summary>
    public Shard ShardOf(ReadOnlySpan<byte> key) => _shards[Partitioner.Of(PartitionerKind.Murmur2, key, _shards.Length)];

    /// <summary>Hands an event to its person.</summary>
    public void Receive(InputEvent e, long timestampMs)
    {
        Shard shard = ShardOf(e.UserId);
        shard.Receive(e, new RecordPosition(shard.Partition, _offsets[shard.Partition]++, timestampMs), timestampMs);
    }

    /// <summary>Commits all shards, and packs a part of those who are idle.</summary>
    public void Commit()
    {
        foreach (Shard shard in _shards)
        {
            _log.Commit(shard);
            shard.Passivate();
        }
    }

    private void SignUpAndBuy(EngagementModel model, int users)
    {
        var parser = new EventParser(model.Schema, model.TimePolicy);
        var e = new InputEvent(model.Schema);
        byte[][] history = [HistoryOf("Signed Up"), HistoryOf("Order Completed"), HistoryOf("Order Completed")];
        for (int i = 0; i < history.Length * users; i++)
        {
            if (parser.Parse(history[i % history.Length], HistoryMs, e) != EventError.None)
            {
                throw new InvalidOperationException("The population was refused.");
            }

            e.SetUser(Encoding.UTF8.GetBytes(ZipfEvents.Key(i / history.Length)));
            e.MessageHash = (ulong)i + 1;
            Receive(e, e.TimestampMs);
            if (i % EventsPerCommit == EventsPerCommit - 1)
            {
                Commit();
            }
        }
    }

    // Idle, and packed a second time. That belongs to the events of two days ago, many times as many as are measured.
    private void Rest()
    {
        foreach (Shard shard in _shards)
        {
            shard.AdvanceClock(NowMs, mark: null);
            int work;
            do
            {
                work = shard.FireDueTimers(NowMs, EventsPerCommit);
                _log.Commit(shard);
                work += shard.Passivate();
            }
            while (work > 0);
        }
    }

    private static byte[] HistoryOf(string name) => Encoding.UTF8.GetBytes(
        $$$"""{"type":"track","event":"{{{name}}}","userId":"u","messageId":"m","timestamp":"{{{DateTimeOffset.FromUnixTimeMilliseconds(HistoryMs):yyyy-MM-ddTHH:mm:ssZ}}}","properties":{"revenue":12.5} }""");
}
