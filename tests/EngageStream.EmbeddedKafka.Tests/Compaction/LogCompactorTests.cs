using EngageStream.EmbeddedKafka.Tests.Storage;
using EngageStream.EmbeddedKafka.Tests.Testing;

namespace EngageStream.EmbeddedKafka.Tests.Compaction;

public sealed class LogCompactorTests : IDisposable
{
    private readonly CompactionHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public void The_latest_record_of_each_key_stays_at_its_offset()
    {
        for (int i = 0; i < 30; i++)
        {
            _harness.Put($"k{i % 3}");
        }

        _harness.Fill();
        long end = _harness.Log.HighWatermark;
        Assert.True(_harness.Compact());
        Assert.Equal([(27, "k0", false), (28, "k1", false), (29, "k2", false)], _harness.Records());
        Assert.Equal(end, _harness.Log.HighWatermark);
        Assert.Equal(0, _harness.Log.StartOffset);

        _harness.Restart();
        Assert.Equal([27L, 28L, 29L], _harness.Records().Select(r => r.Offset));
        Assert.Equal(end, _harness.Log.HighWatermark);
        Assert.False(_harness.Compact());
    }

    [Fact]
    public void Several_records_of_a_batch_are_thinned_out_without_moving_the_others()
    {
        _harness.Log.Append(new BatchBuilder { Key = "a", TimestampDeltas = [0, 1, 2, 3] }.Build());
        _harness.Fill();
        _harness.Compact();
        Assert.Equal([(3, "a", false)], _harness.Records());
    }

    [Fact]
    public void The_newest_segment_is_left_alone()
    {
        _harness.Put("a");
        _harness.Put("a");
        Assert.False(_harness.Compact());
        Assert.Equal(2, _harness.Records().Count);
    }

    [Fact]
    public void Small_segments_become_one()
    {
        for (int i = 0; i < 5; i++)
        {
            _harness.Put("a");
            _harness.Fill();
        }

        Assert.Equal(5, _harness.Log.ClosedSegments().Length);
        _harness.Compact();
        _harness.Fill();
        _harness.Compact();
        Assert.InRange(_harness.Log.ClosedSegments().Length, 1, 2);
        Assert.Single(_harness.Records());
    }

    [Fact]
    public void A_tombstone_erases_at_once_and_goes_when_its_time_is_up()
    {
        _harness.Put("a");
        long tombstone = _harness.Put("a", tombstone: true);
        _harness.Fill();
        _harness.Compact();
        Assert.Equal([(tombstone, "a", true)], _harness.Records());

        _harness.Time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(_harness.Compact());
        _harness.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_harness.Compact());
        Assert.Empty(_harness.Records());
        Assert.False(_harness.Compact());
    }

    [Fact]
    public void Records_without_a_key_stay()
    {
        long first = _harness.Put(null);
        long second = _harness.Put(null);
        _harness.Fill();
        _harness.Compact();
        Assert.Equal([first, second], _harness.Records().Select(r => r.Offset));
    }

    [Fact]
    public void What_cannot_be_unpacked_stays_and_so_do_the_tombstones_behind_it()
    {
        const short Zstd = 4;
        long packed = _harness.Put("a", attributes: Zstd);
        long tombstone = _harness.Put("a", tombstone: true);
        _harness.Fill();
        _harness.Compact();
        _harness.Time.Advance(TimeSpan.FromSeconds(2));
        _harness.Compact();
        Assert.Equal(packed, _harness.Log.ReadBaseOffsetsFrom(0)[0]);
        Assert.Contains((tombstone, "a", true), _harness.Records());
    }

    [Fact]
    public void A_map_with_little_room_needs_several_passes()
    {
        using var harness = new CompactionHarness(mapCapacity: 7);
        for (int i = 0; i < 200; i++)
        {
            harness.Put($"k{i % 50}");
        }

        harness.Fill();
        int passes = 0;
        while (harness.Compact())
        {
            passes++;
        }

        Assert.InRange(passes, 10, 200);
        Assert.Equal(50, harness.Records().Count);
        Assert.Equal(50, harness.Table().Count);
    }

    [Fact]
    public void Lags_and_ratios_are_kept()
    {
        _harness.Put("a");
        _harness.Put("a");
        _harness.Fill();
        long now = _harness.Time.GetUtcNow().ToUnixTimeMilliseconds();
        _harness.Log.Configure(_harness.Log.Settings with { MinCompactionLagMs = now });
        Assert.False(_harness.Compact());
        _harness.Log.Configure(_harness.Log.Settings with { MinCompactionLagMs = 0, MinCleanableDirtyRatio = 0.9 });
        Assert.True(_harness.Compact());
        for (int i = 0; i < 100; i++)
        {
            _harness.Put($"k{i}");
        }

        _harness.Compact();
        _harness.Fill();
        Assert.False(_harness.Compact());
        _harness.Log.Configure(_harness.Log.Settings with { MaxCompactionLagMs = 1 });
        Assert.True(_harness.Compact());
    }

    [Fact]
    public void Segments_that_a_crash_left_beside_what_they_were_merged_into_are_removed()
    {
        for (int i = 0; i < 60; i++)
        {
            _harness.Put($"k{i % 20}");
        }

        _harness.Fill();
        Dictionary<string, byte[]> before = Directory.GetFiles(_harness.Folder, "000*").ToDictionary(f => f, File.ReadAllBytes);
        long[] offsets = [.. TableOffsets()];
        _harness.Compact();
        _harness.Fill();
        _harness.Compact();
        Assert.Equal(offsets, TableOffsets());
        int records = _harness.Records().Count;
        HashSet<string> after = [.. Directory.GetFiles(_harness.Folder, "000*")];
        string[] merged = [.. before.Keys.Where(f => f.EndsWith(".log", StringComparison.Ordinal) && !after.Contains(f))];
        Assert.NotEmpty(merged);

        _harness.Restart(whileDown: () =>
        {
            foreach ((string file, byte[] content) in before.Where(f => !after.Contains(f.Key) && !f.Key.EndsWith(".producers", StringComparison.Ordinal)))
            {
                File.WriteAllBytes(file, content);
            }

            File.WriteAllBytes(Path.Combine(_harness.Folder, $"{0:D20}.log.cleaned"), [1, 2, 3]);
        });
        Assert.Equal(records, _harness.Records().Count);
        Assert.DoesNotContain(merged, File.Exists);
        Assert.Equal(offsets, TableOffsets());
        Assert.Empty(Directory.GetFiles(_harness.Folder, "*.cleaned"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_the_history_the_table_is_that_of_the_log_without_compaction(int seed)
    {
        var random = new Random(seed);
        using var harness = new CompactionHarness(mapCapacity: random.Next(5, 60));
        var expected = new Dictionary<string, long>();
        for (int i = 0; i < 3000; i++)
        {
            string key = $"k{random.Next(40)}";
            bool tombstone = random.Next(4) == 0;
            long offset = harness.Put(key, tombstone);
            expected.Remove(key);
            if (!tombstone)
            {
                expected.Add(key, offset);
            }

            if (random.Next(100) == 0)
            {
                harness.Time.Advance(TimeSpan.FromMilliseconds(random.Next(800)));
                harness.Compact();
            }

            if (random.Next(300) == 0)
            {
                harness.Restart();
            }
        }

        Assert.Equal(expected, harness.Table());
        int passes = 0;
        while (harness.Compact())
        {
            passes++;
        }

        Assert.Equal(expected, harness.Table());
        Assert.True(harness.Records().Count < 200, $"{harness.Records().Count} records are left after {passes} passes");
    }

    private IEnumerable<long> TableOffsets() => _harness.Table().Values.Order();
}
