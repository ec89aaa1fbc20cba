using Confluent.Kafka;
using EngageStream.Domain.Actors;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Streams;

namespace EngageStream.Runtime.Standby;

/// <summary>
/// Keeps warm copies of the partitions that other processes own, by following their state logs on a thread of its own. Who
/// takes a partition over takes its copy, and has only the last commits left to read.
/// </summary>
internal sealed class StandbyCopies : IDisposable
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);
    private readonly StreamContext _context;
    private readonly Func<int, bool> _isOwned;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<int, WarmCopy> _copies = [];
    private readonly HashSet<int> _followed = [];
    private readonly HashSet<int> _givenUp = [];
    private readonly RecordBytes _value = new();
    private readonly Thread _thread;

    /// <param name="context">What the threads share.</param>
    /// <param name="isOwned">Whether a stream thread of this process has a partition, be it restored or not.</param>
    public StandbyCopies(StreamContext context, Func<int, bool> isOwned)
    {
        _context = context;
        _isOwned = isOwned;
        _thread = new Thread(Run) { Name = "engage-standby", IsBackground = true };
    }

    /// <summary>Partitions followed, and whether their copies hold all that is committed.</summary>
    public IReadOnlyList<(int Partition, bool IsAtEnd)> Copies
    {
        get
        {
            lock (_gate)
            {
                return [.. _copies.Select(copy => (copy.Key, copy.Value.IsAtEnd))];
            }
        }
    }

    /// <summary>Starts to follow.</summary>
    public void Start() => _thread.Start();

    /// <summary>Takes the copy of a partition, which is not followed any more; <see langword="null"/> where there is none.</summary>
    public WarmCopy? Take(int partition)
    {
        lock (_gate)
        {
            return _copies.Remove(partition, out WarmCopy? copy) ? copy : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _stop.Dispose();
    }

    private void Run()
    {
        using IConsumer<Ignore, RecordBytes> consumer = new ClientLog(_context.Logger, _context.Options)
            .Attach(new ConsumerBuilder<Ignore, RecordBytes>(KafkaSettings.Restorer(_context.Options, "standby"))
                .SetValueDeserializer(new RecordBytesDeserializer(() => _value))).Build();
        while (!_stop.IsCancellationRequested)
        {
            Follow(consumer);
            try
            {
                if (consumer.Consume(Slice) is { } result)
                {
                    Take(result);
                }
            }
            catch (ConsumeException error)
            {
                // Kafka is away, or the topic is: the copies stay as they are, and the client tries again.
                Streams.Log.ConsumeInterrupted(_context.Logger, error.Error.Code, error.Error.Reason);
            }
        }

        consumer.Close();
    }

    private void Follow(IConsumer<Ignore, RecordBytes> consumer)
    {
        List<TopicPartition> gone;
        List<TopicPartitionOffset> added;
        lock (_gate)
        {
            for (int partition = 0; partition < _context.Partitions; partition++)
            {
                bool owned = _isOwned(partition);
                if (!owned && !_copies.ContainsKey(partition) && !_givenUp.Contains(partition) && !_followed.Contains(partition))
                {
                    _copies.Add(partition, new WarmCopy(output => CreateShard(partition, output)));
                }
            }

            gone = [.. _followed.Where(partition => !_copies.ContainsKey(partition)).Select(Log)];
            added = [.. _copies.Keys.Where(partition => !_followed.Contains(partition)).Select(partition => new TopicPartitionOffset(Log(partition), Offset.Beginning))];
        }

        if (gone.Count > 0)
        {
            consumer.IncrementalUnassign(gone);
            gone.ForEach(log => _followed.Remove(log.Partition.Value));
        }

        if (added.Count > 0)
        {
            consumer.IncrementalAssign(added);
            added.ForEach(log => _followed.Add(log.Partition.Value));
        }
    }

    private void Take(ConsumeResult<Ignore, RecordBytes> result)
    {
        int partition = result.Partition.Value;
        lock (_gate)
        {
            if (!_copies.TryGetValue(partition, out WarmCopy? copy))
            {
                return;
            }

            if (result.IsPartitionEOF)
            {
                copy.SawEnd(result.Offset.Value);
                return;
            }

            try
            {
                _context.Claim.Verify(result.Message.Headers);
                copy.Apply(_value.Span, result.Offset.Value);
            }
            catch (Exception error) when (error is InvalidDataException or EngineRefusedException)
            {
                _copies.Remove(partition);
                _givenUp.Add(partition);
                Standby.Log.CopyGivenUp(_context.Logger, partition, error.Message);
            }
        }
    }

    private TopicPartition Log(int partition) => new(_context.Topics.State, partition);

    private Shard CreateShard(int partition, IShardOutput output) => new(
        partition, _context.Model, new UserActor(_context.Model), ShardSettings.For(_context.Options, _context.Partitions, OnScratchFailed), output);

    private void OnScratchFailed(Exception error) => Scratch.Log.WriteFailed(_context.Logger, _context.Options.ScratchDirectory, error.Message);
}
