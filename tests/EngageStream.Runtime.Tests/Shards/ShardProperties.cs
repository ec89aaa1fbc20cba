using EngageStream.Domain.Model;
using EngageStream.Runtime.Shards;
using FsCheck;
using FsCheck.Fluent;

namespace EngageStream.Runtime.Tests.Shards;

public class ShardProperties
{
    private static readonly EngagementModel Model = ShardModels.Small();
    private static readonly ShardOptions SmallLog = new() { MaxBatchBytes = 400, LogSlackBytes = 4096 };

    [Fact]
    public void Any_cut_gives_the_states_and_outputs_of_no_cut()
    {
        int lost = 0;
        int rolledBack = 0;
        Check(150, operations =>
        {
            ShardRun whole = NewRun(SmallLog, obeyCuts: false).Run(operations);
            ShardRun cut = NewRun(SmallLog, obeyCuts: true).Run(operations);
            lost += cut.Lost;
            rolledBack += cut.RolledBack;
            Assert.Equal(whole.Lines, cut.Lines);
            Assert.Equal(ShardDump.Of(whole.Shard), ShardDump.Of(cut.Shard));
        });
        Assert.True(lost > 500 && rolledBack > 500, $"Only {lost} shards were lost and {rolledBack} rolled back: the property was not put to the test.");
    }

    [Fact]
    public void Packing_users_changes_neither_states_nor_outputs() => Check(100, operations =>
    {
        ShardRun roomy = NewRun(new ShardOptions { IdleAfterMs = long.MaxValue }, obeyCuts: false).Run(operations);
        ShardRun tight = NewRun(new ShardOptions { MaxActiveUsers = 1, IdleAfterMs = 1 }, obeyCuts: false).Run(operations);
        Assert.Equal(roomy.Lines, tight.Lines);
        Assert.Equal(ShardDump.Of(roomy.Shard), ShardDump.Of(tight.Shard));
    });

    [Fact]
    public void The_same_records_and_commits_give_the_same_log() => Check(50, operations =>
    {
        ShardRun first = NewRun(SmallLog, obeyCuts: false).Run(operations);
        ShardRun second = NewRun(SmallLog, obeyCuts: false).Run(operations);
        Assert.Equal(first.Log.Records.Select(r => (r.Offset, Convert.ToHexString(r.Bytes))), second.Log.Records.Select(r => (r.Offset, Convert.ToHexString(r.Bytes))));
    });

    private static ShardRun NewRun(ShardOptions options, bool obeyCuts) => new(Model, options, () => new BrittleActor(Model), obeyCuts);

    private static void Check(int tests, Action<ShardOperation[]> law) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests), Prop.ForAll(ShardOperation.Arbitrary, law));
}
