using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Tests.Testing;

namespace EngageStream.EmbeddedKafka.Tests.Storage;

public sealed class RetentionTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly PartitionLog _log;
    private readonly LogSettings _settings;

    public RetentionTests()
    {
        _settings = TestLogs.Settings with { SegmentBytes = 16 * 1024, TimeProvider = _time, Delete = true };
        _log = TestLogs.Open(_folder.Path, _settings);
    }

    public void Dispose()
    {
        _log.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Segments_beyond_their_age_are_deleted_and_younger_ones_stay()
    {
        long afterOld = Fill(segments: 2);
        _time.Advance(TimeSpan.FromHours(1));
        long end = Fill(segments: 1);
        _log.Configure(_settings with { RetentionMs = 30 * 60 * 1000 });
        _log.Retain();
        Assert.InRange(_log.StartOffset, 1, afterOld);
        Assert.Equal(end, _log.HighWatermark);
        Assert.Equal(_log.StartOffset, _log.ReadBaseOffsets()[0]);

        _time.Advance(TimeSpan.FromHours(1));
        _log.Retain();
        Assert.Equal(end, _log.StartOffset);
        Assert.Empty(_log.ReadBaseOffsets());
        Assert.Equal(end, _log.Add(BatchBuilder.Records(1)));
    }

    [Fact]
    public void A_log_beyond_its_size_loses_its_oldest_segments()
    {
        Fill(segments: 6);
        _log.Configure(_settings with { RetentionBytes = 40_000 });
        _log.Retain();
        long bytes = new DirectoryInfo(_folder.Path).GetFiles("*.log").Sum(f => f.Length);
        Assert.InRange(bytes, 40_000, 40_000 + (16 * 1024));
        using PartitionLog after = Reopen();
        Assert.Equal(_log.StartOffset, after.StartOffset);
    }

    [Fact]
    public void Without_limits_or_without_the_policy_everything_stays()
    {
        Fill(segments: 3);
        _time.Advance(TimeSpan.FromDays(1000));
        _log.Retain();
        _log.Configure(_settings with { Delete = false, RetentionMs = 1, RetentionBytes = 1 });
        _log.Retain();
        Assert.Equal(0, _log.StartOffset);
    }

    [Fact]
    public void A_segment_is_closed_when_it_is_old_enough()
    {
        Fill(segments: 0);
        _log.Configure(_settings with { SegmentMs = 1000 });
        _log.Retain();
        Assert.Empty(_log.ClosedSegments());
        _time.Advance(TimeSpan.FromSeconds(1));
        _log.Retain();
        Assert.Single(_log.ClosedSegments());
    }

    private PartitionLog Reopen()
    {
        _log.Dispose();
        return TestLogs.Open(_folder.Path, _settings);
    }

    private long Fill(int segments)
    {
        int end = _log.ClosedSegments().Length + segments;
        do
        {
            _log.Add(new BatchBuilder { BaseTimestamp = _time.GetUtcNow().ToUnixTimeMilliseconds(), ValueBytes = 1000 }.Build());
        }
        while (_log.ClosedSegments().Length < end);
        return _log.HighWatermark;
    }
}
