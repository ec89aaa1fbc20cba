using EngageStream.EmbeddedKafka.Records;

namespace EngageStream.EmbeddedKafka.Compaction;

/// <summary>Decides, batch after batch from the start of a log, what compaction leaves of each.</summary>
/// <remarks>
/// Kept: the latest record of a key, records without a key, batches that cannot be read, and every abort marker (with its
/// entry in the list of aborted transactions it costs little, and without it readers would drop what they should see).
/// A commit marker goes when nothing of its transaction is left, tombstones when their time is up.
/// </remarks>
internal sealed class BatchFilter(OffsetMap latest, AbortedRanges aborted, long tombstoneHorizon)
{
    private readonly HashSet<long> _keptTransactions = [];
    private bool _keepTombstones;

    /// <summary>What is left of a batch: the very same, a smaller one, or an empty span for nothing.</summary>
    public ReadOnlySpan<byte> Filter(ReadOnlySpan<byte> batch)
    {
        var header = new RecordBatchHeader(batch);
        if (header.IsControl)
        {
            bool kept = _keptTransactions.Remove(header.ProducerId);
            return kept || TransactionMarker.IsAbort(batch) ? batch : [];
        }

        if (aborted.Contains(header))
        {
            return [];
        }

        ReadOnlySpan<byte> left = FilterRecords(batch, header);
        if (!left.IsEmpty && header.IsTransactional)
        {
            _keptTransactions.Add(header.ProducerId);
        }

        return left;
    }

    private ReadOnlySpan<byte> FilterRecords(ReadOnlySpan<byte> batch, RecordBatchHeader header)
    {
        try
        {
            if (BatchContent.TryRead(batch, out ReadOnlySpan<byte> records))
            {
                return Rebuild(batch, header, records);
            }
        }
        catch (InvalidDataException)
        {
            // Kept like a codec that cannot be read: not to be understood is no reason to be deleted.
        }

        // It may hold what a later tombstone erases.
        _keepTombstones = true;
        return batch;
    }

    private ReadOnlySpan<byte> Rebuild(ReadOnlySpan<byte> batch, RecordBatchHeader header, ReadOnlySpan<byte> records)
    {
        byte[] rebuilt = new byte[RecordBatchHeader.Size + records.Length];
        int bytes = RecordBatchHeader.Size;
        int kept = 0;
        int all = 0;
        long maxTimestamp = header.IsLogAppendTime ? header.MaxTimestamp : long.MinValue;
        var record = new RecordReader(records);
        while (record.Read())
        {
            all++;
            if (!Keeps(record, header.BaseOffset + record.OffsetDelta))
            {
                continue;
            }

            record.Whole.CopyTo(rebuilt.AsSpan(bytes));
            bytes += record.Whole.Length;
            kept++;
            maxTimestamp = Math.Max(maxTimestamp, header.IsLogAppendTime ? maxTimestamp : header.BaseTimestamp + record.TimestampDelta);
        }

        if (kept == all)
        {
            return batch;
        }

        if (kept == 0)
        {
            return [];
        }

        Span<byte> smaller = rebuilt.AsSpan(0, bytes);
        batch[..RecordBatchHeader.Size].CopyTo(smaller);
        RecordBatchHeader.Shrink(smaller, kept, maxTimestamp);
        return smaller;
    }

    private bool Keeps(RecordReader record, long offset)
    {
        if (!record.HasKey)
        {
            return true;
        }

        bool isLatest = latest.LatestOf(record.Key) <= offset;
        bool isOver = record.IsTombstone && offset < tombstoneHorizon && !_keepTombstones;
        return isLatest && !isOver;
    }
}
