using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Records;

namespace EngageStream.EmbeddedKafka.Producers;

/// <summary>What a partition remembers of one idempotent producer: its epoch and its last five batches.</summary>
/// <remarks>Five, because a producer has at most five requests in flight, so no older batch can be sent again.</remarks>
internal sealed class ProducerEntry(short epoch)
{
    public const int RetainedBatches = 5;

    // Sequence numbers are non-negative 32-bit integers that wrap to zero.
    private const long SequenceModulus = 1L << 31;

    private readonly Queue<SequencedBatch> _batches = new(RetainedBatches);

    public short Epoch { get; private set; } = epoch;

    public int LastSequence { get; private set; } = -1;

    /// <summary>Timestamp of the last batch, ms since 1970: decides when the producer is forgotten.</summary>
    public long LastTimestamp { get; private set; }

    public IReadOnlyCollection<SequencedBatch> Batches => _batches;

    public static int LastSequenceOf(RecordBatchHeader header) => Sequence((long)header.BaseSequence + header.LastOffsetDelta);

    public SequenceVerdict Check(RecordBatchHeader header)
    {
        if (header.ProducerEpoch < Epoch)
        {
            return new SequenceVerdict(ErrorCode.InvalidProducerEpoch, null);
        }

        if (header.ProducerEpoch > Epoch)
        {
            // A new epoch starts its numbers anew.
            return header.BaseSequence == 0 ? SequenceVerdict.Append : new SequenceVerdict(ErrorCode.OutOfOrderSequenceNumber, null);
        }

        int last = LastSequenceOf(header);
        foreach (SequencedBatch batch in _batches)
        {
            if (batch.FirstSequence == header.BaseSequence && batch.LastSequence == last)
            {
                return new SequenceVerdict(ErrorCode.None, batch.BaseOffset);
            }
        }

        return header.BaseSequence == Sequence(LastSequence + 1L)
            ? SequenceVerdict.Append
            : new SequenceVerdict(ErrorCode.OutOfOrderSequenceNumber, null);
    }

    public void Record(short epoch, SequencedBatch batch)
    {
        if (epoch != Epoch)
        {
            Epoch = epoch;
            _batches.Clear();
        }

        if (_batches.Count == RetainedBatches)
        {
            _batches.Dequeue();
        }

        _batches.Enqueue(batch);
        LastSequence = batch.LastSequence;
        LastTimestamp = batch.Timestamp;
    }

    /// <summary>A marker that carries a later epoch fences the producer: the next batch must be its successor's first.</summary>
    public void Fence(short epoch, long timestamp)
    {
        LastTimestamp = Math.Max(LastTimestamp, timestamp);
        if (epoch > Epoch)
        {
            Epoch = epoch;
            LastSequence = -1;
            _batches.Clear();
        }
    }

    private static int Sequence(long value) => (int)(value % SequenceModulus);
}
