using EngageStream.Domain.Model;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.StateLog;

namespace EngageStream.Runtime.Tests.Shards;

public class TailProperties
{
    private const int People = 10_000;
    private static readonly EngagementModel Model = ShardModels.Small();

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 40)]
    [InlineData(3, 200)]
    public void A_log_whose_people_come_one_by_one_stays_below_twice_its_live_states_and_the_slack(int seed, int hotUsers)
    {
        const int Slack = 16 * 1024;
        var options = new ShardOptions { MaxBatchBytes = 1024, LogSlackBytes = Slack };
        var random = new Random(seed);
        var log = new MemoryStateLog();
        var shard = new Shard(0, Model, new ScriptedActor(), options, new RecordingOutput());
        long longest = 0;
        long written = 0;
        for (int i = 0, offset = 0; i < 1500; i++)
        {
            for (int n = random.Next(8); n >= 0; n--)
            {
                // Four users of five events are hot; the others are 600 whose states would keep the log's head.
                int user = random.Next(5) > 0 ? random.Next(hotUsers) : 1000 + random.Next(600);
                shard.Receive(ShardModels.Event(Model, $"user-{user}", 0, 1000 + offset), new RecordPosition(0, offset, 1000 + offset), 0);
                offset++;
            }

            log.Commit(shard);
            written += log.LastCommitBytes;
            Assert.Equal(log.Bytes, shard.LogBytes);
            if (i % 10 == 0)
            {
                Assert.Equal(LiveBytes(log), shard.LiveLogBytes);
            }

            longest = Math.Max(longest, log.Bytes - (2 * shard.LiveLogBytes));
        }

        Assert.True(longest < Slack, $"The log exceeded twice its live states by {longest} bytes.");
        Assert.True(written > 10 * log.Bytes, "Hardly anything was cut off: the bound was not put to the test.");
        AssertRestores(log, shard, options);
    }

    [Fact]
    public void Where_all_states_are_old_and_a_few_people_do_everything_the_log_grows_to_less_than_three_times_and_settles_at_twice()
    {
        List<double> lengths = Run(acting: 200, commits: 2000).ConvertAll(commit => commit.Length);

        Assert.InRange(lengths.Max(), 2.5, 2.8);
        Assert.InRange(lengths[^500..].Max(), 1.8, 2.1);
    }

    [Fact]
    public void Where_anybody_may_act_less_than_half_is_rewritten_of_what_is_added()
    {
        List<(double Length, double Rewritten)> commits = Run(acting: People, commits: 1000);

        Assert.InRange(commits.Max(commit => commit.Length), 1.6, 1.8);
        Assert.InRange(commits[^500..].Average(commit => commit.Rewritten), 0.35, 0.5);
    }

    [Fact]
    public void A_small_log_is_not_rewritten()
    {
        var log = new MemoryStateLog();
        var shard = new Shard(0, Model, new ScriptedActor(), new ShardOptions(), new RecordingOutput());
        for (int i = 0; i < 50; i++)
        {
            shard.Receive(ShardModels.Event(Model, $"user-{i}", 0, 1000), new RecordPosition(0, i, 1000), 0);
            log.Commit(shard);
        }

        Assert.All(log.Records.Where(r => r.Bytes[0] == (byte)RecordKind.Batch), r => Assert.Equal(1, BatchHeader.Read(r.Bytes).Entries));
    }

    // Of each commit: how long the log is after it, and how many states were rewritten; in proportion to the live ones, and to those added.
    private static List<(double Length, double Rewritten)> Run(int acting, int commits)
    {
        var random = new Random(1);
        var log = new MemoryStateLog();
        var shard = new Shard(0, Model, new ScriptedActor(), new ShardOptions { MaxBatchBytes = 4096, LogSlackBytes = 0 }, new RecordingOutput());
        int offset = 0;
        for (int person = 0; person < People; person++)
        {
            Act(person);
        }

        log.Commit(shard);
        var results = new List<(double Length, double Rewritten)>(commits);
        for (int i = 0; i < commits; i++)
        {
            int[] people = [.. Enumerable.Range(0, 200).Select(_ => random.Next(acting)).Distinct()];
            Array.ForEach(people, Act);
            int before = log.Records.Count > 0 ? (int)log.Records[^1].Offset : 0;
            log.Commit(shard);
            int written = log.Records.Where(record => record.Offset > before && record.Bytes[0] == (byte)RecordKind.Batch)
                .Sum(record => BatchHeader.Read(record.Bytes).Entries);
            results.Add(((double)log.Bytes / shard.LiveLogBytes, (double)(written - people.Length) / people.Length));
        }

        return results;

        void Act(int person)
        {
            shard.Receive(ShardModels.Event(Model, $"user-{person}", 0, 1000 + offset), new RecordPosition(0, offset, 1000 + offset), 0);
            offset++;
        }
    }

    private static void AssertRestores(MemoryStateLog log, Shard shard, ShardOptions options)
    {
        var restored = new Shard(0, Model, new ScriptedActor(), options, new RecordingOutput());
        log.Restore(restored);
        Assert.Equal(ShardDump.Of(shard), ShardDump.Of(restored));
        Assert.Equal(shard.LiveLogBytes, restored.LiveLogBytes);
        Assert.Equal(shard.LogBytes, restored.LogBytes);
    }

    // Counted from the log itself, to check what the shard believes.
    private static long LiveBytes(MemoryStateLog log)
    {
        var lengths = new Dictionary<string, int>();
        foreach ((_, byte[] bytes) in log.Records.Where(record => record.Bytes[0] == (byte)RecordKind.Batch))
        {
            ReadOnlySpan<byte> rest = bytes.AsSpan(BatchHeader.Length);
            while (!rest.IsEmpty)
            {
                int length = StateEntry.Read(rest, out ReadOnlySpan<byte> id, out _, out _);
                lengths[Convert.ToHexString(id)] = length;
                rest = rest[length..];
            }
        }

        return lengths.Values.Sum();
    }
}
