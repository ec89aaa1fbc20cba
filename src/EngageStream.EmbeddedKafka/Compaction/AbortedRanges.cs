using EngageStream.EmbeddedKafka.Records;
using EngageStream.EmbeddedKafka.Storage;

namespace EngageStream.EmbeddedKafka.Compaction;

/// <summary>Whether batches of a stretch of log belong to aborted transactions.</summary>
internal sealed class AbortedRanges(IEnumerable<AbortedTransaction> aborted)
{
    private readonly ILookup<long, AbortedTransaction> _byProducer = aborted.ToLookup(t => t.ProducerId);

    public bool Contains(RecordBatchHeader batch)
    {
        if (!batch.IsTransactional || batch.IsControl)
        {
            return false;
        }

        long offset = batch.BaseOffset;
        return _byProducer[batch.ProducerId].Any(t => t.FirstOffset <= offset && offset < t.MarkerOffset);
    }
}
