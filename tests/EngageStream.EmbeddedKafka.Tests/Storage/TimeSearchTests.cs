using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace EngageStream.EmbeddedKafka.Tests.Storage;

public sealed class TimeSearchTests
{
    [Fact]
    public void A_time_finds_the_same_record_as_a_naive_search()
    {
        // Timestamps of producers are not in order: the answer is the first record in the log that is late enough.
        Gen<long[][]> batches = Gen.Choose(0, 5000).Select(i => (long)i).ArrayOf(3).ArrayOf(150);
        Prop.ForAll(batches.ToArbitrary(), deltas =>
        {
            using var folder = new TempFolder();
            using PartitionLog log = TestLogs.Open(folder.Path, TestLogs.Settings with { SegmentBytes = 16_000 });
            foreach (long[] batch in deltas)
            {
                log.Add(new BatchBuilder { TimestampDeltas = batch, ValueBytes = 60 }.Build());
            }

            long[] all = [.. deltas.SelectMany(d => d)];

            // Every time that occurs, and so also those at which an index entry begins; and one after all of them.
            return all.Append(5001).All(target =>
            {
                int naive = Array.FindIndex(all, d => d >= target);
                (long Offset, long Timestamp)? found = log.FindByTime(1_000_000 + target);
                return naive < 0 ? found is null : found == (naive, 1_000_000 + all[naive]);
            });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));
    }

    [Fact]
    public void A_time_before_the_start_of_the_log_finds_the_start()
    {
        using var folder = new TempFolder();
        using PartitionLog log = TestLogs.Open(folder.Path);
        log.Add(new BatchBuilder { TimestampDeltas = [0, 1, 2, 3, 4] }.Build());
        log.DeleteBefore(3);
        Assert.Equal(3, log.FindByTime(0)!.Value.Offset);
    }

    [Fact]
    public void The_largest_timestamp_is_found_wherever_it_is()
    {
        using var folder = new TempFolder();
        using PartitionLog log = TestLogs.Open(folder.Path);
        Assert.Null(log.FindMaxTimestamp());
        log.Add(new BatchBuilder { TimestampDeltas = [0, 9, 2] }.Build());
        log.Add(new BatchBuilder { TimestampDeltas = [4] }.Build());
        Assert.Equal((1L, 1_000_009L), log.FindMaxTimestamp());
    }
}
