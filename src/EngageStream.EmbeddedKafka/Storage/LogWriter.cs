using EngageStream.EmbeddedKafka.Producers;
using EngageStream.EmbeddedKafka.Records;
using Microsoft.Extensions.Logging;

namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>Writes to a log's segments and then shows readers what changed. Used under the partition's append lock.</summary>
internal sealed class LogWriter(
    string directory,
    LogSegments segments,
    ReadableRange readable,
    ProducerStates producers,
    AbortedTransactions aborted,
    ILogger logger)
{
    /// <summary>Where what a read_committed reader may see ends: where the oldest open transaction begins, else the end.</summary>
    public static long StableEnd(ProducerStates producers, long startOffset, long endOffset) =>
        producers.Open.Oldest is { } oldest ? Math.Max(oldest, startOffset) : endOffset;

    /// <summary>Writes a batch that has its place. After a fault it may be in the log all the same: only not on the disk for sure.</summary>
    public IOException? TryWrite(ReadOnlySpan<byte> batch, LogSettings settings)
    {
        try
        {
            if (segments.IsFullFor(batch.Length, new RecordBatchHeader(batch).LastOffset, settings.SegmentBytes))
            {
                Roll(settings);
            }

            segments.Append(batch);
            if (settings.Flush == FlushPolicy.EveryBatch)
            {
                segments.FlushActive();
            }

            return null;
        }
        catch (IOException e)
        {
            Log.AppendFailed(logger, directory, e);
            return e;
        }
    }

    /// <summary>Shows readers what was written, which the producers' states include by now.</summary>
    public void Publish(int appendedBytes)
    {
        long end = segments.NextOffset;
        readable.Advance(end, StableEnd(producers, readable.StartOffset, end), appendedBytes);
    }

    /// <summary>Closes the newest segment and begins another.</summary>
    public void Roll(LogSettings settings) => segments.Roll(settings, readable.HighWatermark, producers, aborted);

    /// <summary>Moves the start of the log up to an offset, never down, and deletes the segments below it.</summary>
    public void MoveStart(long target, LogSettings settings)
    {
        if (target <= readable.StartOffset)
        {
            return;
        }

        LogStartFile.Write(directory, target, durable: settings.Flush == FlushPolicy.EveryBatch);
        readable.MoveStart(target);
        if (target == readable.HighWatermark && segments.Active.Size > 0)
        {
            Roll(settings);
        }

        segments.DropBelow(target);
        aborted.ForgetBefore(target);
        readable.MoveStable(StableEnd(producers, target, readable.HighWatermark));
    }
}
