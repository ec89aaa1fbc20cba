using System.Text;
using EngageStream.EmbeddedKafka.Compaction;
using EngageStream.EmbeddedKafka.Records;
using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Tests.Storage;
using EngageStream.EmbeddedKafka.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.EmbeddedKafka.Tests.Compaction;

/// <summary>A compacted log with small segments, and a clock that the test moves.</summary>
internal sealed class CompactionHarness : IDisposable
{
    public const int SegmentBytes = 2000;

    private readonly TempFolder _folder = new();
    private readonly LogSettings _settings;

    public CompactionHarness(int mapCapacity = LogCompactor.DefaultMapCapacity)
    {
        _settings = TestLogs.Settings with
        {
            SegmentBytes = SegmentBytes,
            Compact = true,
            MinCleanableDirtyRatio = 0,
            DeleteRetentionMs = 1000,
            TimeProvider = Time,
        };
        Compactor = new LogCompactor(NullLogger.Instance, mapCapacity);
        Log = TestLogs.Open(_folder.Path, _settings);
    }

    public ManualTime Time { get; } = new();

    public LogCompactor Compactor { get; }

    public PartitionLog Log { get; private set; }

    public string Folder => _folder.Path;

    /// <summary>Appends a record; values have 100 bytes, so that a segment holds about a dozen.</summary>
    public long Put(string? key, bool tombstone = false, short attributes = 0) =>
        Log.Add(new BatchBuilder { Key = key, ValueBytes = tombstone ? -1 : 100, Attributes = attributes }.Build());

    /// <summary>Closes the newest segment by filling it with records of one key.</summary>
    public void Fill()
    {
        for (int segments = Log.ClosedSegments().Length; Log.ClosedSegments().Length == segments;)
        {
            Put("filler");
        }
    }

    public bool Compact() => Compactor.Compact(Log, CancellationToken.None);

    public void Restart(Action? whileDown = null)
    {
        Log.Dispose();
        whileDown?.Invoke();
        Log = TestLogs.Open(_folder.Path, _settings);
    }

    /// <summary>Every record with a key, fillers left out, as a reader finds it: offset, key, whether it deletes the key.</summary>
    public List<(long Offset, string Key, bool Tombstone)> Records()
    {
        var found = new List<(long, string, bool)>();
        long offset = Log.StartOffset;
        while (Log.Locate(offset, Log.LastStableOffset, 1, int.MaxValue) is { } slice)
        {
            byte[] batch = new byte[slice.Bytes];
            slice.Segment.Read(batch, slice.Position);
            var header = new RecordBatchHeader(batch);
            Assert.Equal(header.Crc, RecordBatchHeader.ComputeCrc(batch));
            offset = header.LastOffset + 1;
            if (!header.IsControl && BatchContent.TryRead(batch, out ReadOnlySpan<byte> records))
            {
                var record = new RecordReader(records);
                while (record.Read())
                {
                    string key = record.HasKey ? Encoding.UTF8.GetString(record.Key) : "";
                    found.Add((header.BaseOffset + record.OffsetDelta, key, record.IsTombstone));
                }
            }
        }

        return [.. found.Where(r => r.Item2 != "filler")];
    }

    /// <summary>The table that the log describes: offset of the latest value of each key that is not deleted.</summary>
    public Dictionary<string, long> Table()
    {
        var table = new Dictionary<string, long>();
        foreach ((long offset, string key, bool tombstone) in Records())
        {
            table.Remove(key);
            if (!tombstone)
            {
                table.Add(key, offset);
            }
        }

        return table;
    }

    public void Dispose()
    {
        Log.Dispose();
        _folder.Dispose();
    }
}
