using EngageStream.EmbeddedKafka.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.EmbeddedKafka.Tests.Storage;

/// <summary>Opens partition logs for tests.</summary>
internal static class TestLogs
{
    public static readonly LogSettings Settings = new()
    {
        SegmentBytes = 1024 * 1024,
        MaxBatchBytes = 1024 * 1024,
        LogAppendTime = false,
        Flush = FlushPolicy.None,
        ProducerExpiration = TimeSpan.FromDays(1),
        TimeProvider = TimeProvider.System,
    };

    public static PartitionLog Open(string directory, LogSettings? settings = null, Action<IDisposable>? closeDeleted = null) =>
        new(directory, settings ?? Settings, NullLogger.Instance, closeDeleted: closeDeleted);

    /// <summary>Appends and checks that it was accepted.</summary>
    public static long Add(this PartitionLog log, byte[] batch)
    {
        AppendResult result = log.Append(batch);
        Assert.Equal(EmbeddedKafka.Protocol.ErrorCode.None, result.Error);
        return result.BaseOffset;
    }

    /// <summary>The base offsets of all batches, read as a consumer would: fetch by fetch.</summary>
    public static List<long> ReadBaseOffsets(this PartitionLog log, int fetchBytes = 1) => log.ReadBaseOffsetsFrom(log.StartOffset, fetchBytes);

    public static List<long> ReadBaseOffsetsFrom(this PartitionLog log, long offset, int fetchBytes = 1)
    {
        var found = new List<long>();
        while (log.Locate(offset, log.HighWatermark, fetchBytes, int.MaxValue) is { } slice)
        {
            byte[] bytes = new byte[slice.Bytes];
            Assert.Equal(slice.Bytes, slice.Segment.Read(bytes, slice.Position));
            var header = new EmbeddedKafka.Records.RecordBatchHeader(bytes);
            found.Add(header.BaseOffset);
            offset = header.LastOffset + 1;
        }

        return found;
    }
}
