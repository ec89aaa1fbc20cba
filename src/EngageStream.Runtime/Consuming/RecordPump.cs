using Confluent.Kafka;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Streams;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Consuming;

/// <summary>Leads what a consumer has at hand to the shards at work, a batch at a time. Not thread-safe: one per stream thread.</summary>
/// <param name="batch">Reads from the consumer; the pump's to dispose.</param>
/// <param name="record">The record at hand, for the handler.</param>
/// <param name="handler">Takes each record.</param>
/// <param name="assignment">Says which shards are at work; learns of partitions' ends.</param>
/// <param name="commit">Is told before something changes.</param>
/// <param name="logger">Told of interruptions.</param>
internal sealed class RecordPump(
    RecordBatch batch,
    InputRecord record,
    RecordHandler handler,
    Assignment assignment,
    ICommitProtocol commit,
    ILogger logger) : IDisposable
{
    // How many records ahead of its turn a record is asked for, and its bytes: the client's thread wrote both, on another processor.
    private const int RecordLead = BytesLead + 4;
    private const int BytesLead = UserPrefetcher.Lead + 4;

    private readonly UserPrefetcher _prefetcher = new();

    /// <summary>Whether there may be more to read at once.</summary>
    public bool IsFull => batch.IsFull;

    /// <summary>Whether nothing was read.</summary>
    public bool IsEmpty => batch.Count == 0;

    /// <summary>Reads what is there; if nothing is, waits for it. Rebalances come in here.</summary>
    public void Read(TimeSpan wait) => batch.Read(wait);

    /// <summary>Hands over what was read.</summary>
    /// <param name="wallMs">Wall time; used only when live.</param>
    /// <returns>Records that a shard took.</returns>
    /// <exception cref="ConsumeException">Reading cannot go on.</exception>
    public int Handle(long wallMs)
    {
        int taken = 0;
        for (int i = -RecordLead; i < 0; i++)
        {
            LookAhead(i);
        }

        for (int i = 0; i < batch.Count; i++)
        {
            LookAhead(i);
            taken += Handle(i, wallMs) ? 1 : 0;
        }

        _prefetcher.Finish();
        batch.Clear();
        return taken;
    }

    /// <summary>Drops what was read and not handled.</summary>
    public void Clear() => batch.Clear();

    /// <inheritdoc/>
    public void Dispose() => batch.Dispose();

    private void LookAhead(int index)
    {
        batch.Prefetch(index + RecordLead);
        batch.PrefetchBytes(index + BytesLead);
        Announce(index + UserPrefetcher.Lead);
    }

    private void Announce(int index)
    {
        if ((uint)index < (uint)batch.Count && batch[index].Error == 0 && assignment.ShardOf(batch[index].Partition) is { } shard)
        {
            _prefetcher.Add(shard, batch[index].Key);
        }
        else
        {
            _prefetcher.AddNobody();
        }
    }

    // A rebalance may have come while the batch was read: what is of a partition that was lost finds no shard any more.
    private bool Handle(int index, long wallMs)
    {
        ref readonly NativeMessage message = ref batch[index];
        if (message.Error != 0)
        {
            HandleSignal(index);
            return false;
        }

        if (assignment.ShardOf(message.Partition) is not { } shard)
        {
            return false;
        }

        commit.Begin();
        batch.CopyTo(record, index);
        handler.Handle(shard, wallMs);
        return true;
    }

    private void HandleSignal(int index)
    {
        if (batch.ErrorAt(index) is not { } error)
        {
            assignment.SawEnd(batch[index].Partition, batch[index].Offset);
            return;
        }

        if (error.IsFatal || Failures.IsHopeless(error))
        {
            throw new ConsumeException(new ConsumeResult<byte[], byte[]>(), error);
        }

        // Kafka is away, or the group was left because the thread waited too long for it: reading on mends both.
        Log.ConsumeInterrupted(logger, error.Code, error.Reason);
    }
}
