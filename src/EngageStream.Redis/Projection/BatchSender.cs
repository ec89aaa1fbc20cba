using System.Buffers;
using EngageStream.Redis.Connections;
using EngageStream.Redis.Metrics;
using EngageStream.Redis.Profiles;

namespace EngageStream.Redis.Projection;

/// <summary>
/// Sends batches, a few at a time, each behind the one before: the script refuses a batch whose predecessor was not applied, so
/// waiting for answers is of no use to their order. Only the projection's thread calls it.
/// </summary>
internal sealed class BatchSender(RedisLink link, ProjectionCounters counters, TimeProvider time)
{
    private const int MaxInFlight = 4;
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(200);
    private readonly List<SentBatch> _inFlight = [];

    /// <summary>A batch was refused: its partition is elsewhere.</summary>
    public required Action<ProjectedPartition> Refused { get; init; }

    /// <summary>Redis did not take a batch, and perhaps did.</summary>
    public required Action<Exception> Failed { get; init; }

    /// <summary>Whether answers are awaited.</summary>
    public bool IsBusy => _inFlight.Count > 0;

    /// <summary>Whether answers of a partition are awaited.</summary>
    public bool Has(ProjectedPartition partition) => _inFlight.Exists(batch => batch.Partition == partition);

    /// <summary>Sends what a partition has; waits first where enough is on its way.</summary>
    public void Send(ProjectedPartition partition)
    {
        while (_inFlight.Count >= MaxInFlight)
        {
            Wait();
        }

        // An answer may have brought the partition elsewhere.
        if (!partition.HasUnsent)
        {
            return;
        }

        PackedBatch batch = partition.Batch.Pack();
        Task<ApplyResult> answer = link.ApplyAsync(
            partition.Number, partition.Generation, partition.Sent, partition.Next, partition.Batch.Count, batch);
        partition.HasSent();
        _inFlight.Add(new SentBatch(partition, partition.Epoch, partition.Next, batch.Rented, time.GetTimestamp(), answer));
    }

    /// <summary>Takes the answers that are there.</summary>
    public void Harvest()
    {
        for (int i = 0; i < _inFlight.Count;)
        {
            SentBatch batch = _inFlight[i];
            if (!batch.Answer.IsCompleted)
            {
                i++;
                continue;
            }

            _inFlight.RemoveAt(i);
            Take(batch);
        }
    }

    /// <summary>Waits for every answer; each comes, or fails, in the client's time.</summary>
    public void Drain()
    {
        while (IsBusy)
        {
            Wait();
        }
    }

    private void Wait()
    {
        Task.WaitAny([.. _inFlight.Select(batch => (Task)batch.Answer)], Slice);
        Harvest();
    }

    private void Take(SentBatch batch)
    {
        if (!batch.Answer.IsCompletedSuccessfully)
        {
            Failed(batch.Answer.Exception?.InnerException ?? new OperationCanceledException());
            return;
        }

        // Only after an answer are the bytes certain to have left the client.
        ArrayPool<byte>.Shared.Return(batch.Bytes);
        ApplyResult result = batch.Answer.Result;
        counters.Times.Add(time.GetElapsedTime(batch.SentAt));
        if (result.IsApplied)
        {
            counters.Batches++;
            counters.Written += result.Written;
            counters.Forgotten += result.Removed;
            counters.LastSuccess = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        }
        else
        {
            counters.Refused++;
        }

        if (batch.Epoch != batch.Partition.Epoch)
        {
            return;
        }

        if (result.IsApplied)
        {
            batch.Partition.HasCommitted(batch.Next);
        }
        else
        {
            Refused(batch.Partition);
        }
    }
}
