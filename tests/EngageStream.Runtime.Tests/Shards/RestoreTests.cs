using EngageStream.Domain.Model;
using EngageStream.Domain.Time;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.StateLog;

namespace EngageStream.Runtime.Tests.Shards;

public class RestoreTests
{
    private static readonly EngagementModel Model = ShardModels.Small();
    private static readonly ShardOptions Options = new() { MaxBatchBytes = 200, InputPartitions = 6, Replay = true, Instance = 1 };
    private readonly MemoryStateLog _log = new();
    private readonly RecordingOutput _output = new();

    [Fact]
    public void An_empty_log_restores_to_an_empty_shard()
    {
        Shard shard = NewShard();
        _log.Restore(shard);
        Assert.Equal((0, 0L), (shard.Counts.Users, shard.NextInputOffset));
    }

    [Fact]
    public void The_last_commit_tells_partitions_and_mode()
    {
        Commit(users: 3);
        ShardRestorer restorer = Apply(_log.Records);
        Assert.Equal(new RestoredCommit(6, true, 1000, 3), restorer.LastCommit);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-2)]
    [InlineData(-1)]
    public void A_commit_that_lacks_a_record_is_ignored(int missing)
    {
        Commit(users: 2);
        int before = _log.Records.Count;
        Shard second = NewShard(instance: 2);
        _log.Restore(second);
        Send(second, users: 20, from: 2);
        _log.Commit(second);
        _log.Records.RemoveAt(missing < 0 ? _log.Records.Count + missing : before + missing);

        Assert.Equal((2, 2L), Restored());
    }

    [Fact]
    public void A_commit_whose_head_was_deleted_counts()
    {
        Commit(users: 20);
        int batches = _log.Records.Count - 1;
        Assert.True(batches > 2);
        _log.Records.RemoveRange(0, 1);
        (long users, long next) = Restored();
        Assert.InRange(users, 1, 19);
        Assert.Equal(20, next);

        _log.Records.RemoveRange(0, batches - 1);
        Assert.Equal((0, 20L), Restored());
    }

    [Fact]
    public void Commits_of_two_owners_that_are_mixed_are_told_apart()
    {
        Shard first = NewShard();
        Send(first, users: 10, from: 0);
        Shard second = NewShard(instance: 2);
        Send(second, users: 12, from: 0);
        var other = new MemoryStateLog();
        _log.Commit(first);
        other.Commit(second);
        var mixed = _log.Records.Zip(other.Records, (a, b) => new[] { a, b }).SelectMany(pair => pair)
            .Concat(other.Records.Skip(_log.Records.Count)).ToList();
        Shard shard = NewShard();
        Apply(mixed, shard);
        Assert.Equal((12, 12L), (shard.Counts.Users, shard.NextInputOffset));
    }

    [Fact]
    public void A_commit_of_an_owner_that_lagged_behind_is_ignored()
    {
        Shard late = NewShard();
        Send(late, users: 3, from: 0);
        Commit(users: 5, instance: 2);
        // It has lost the partition: the records land, but its input offset is refused, so nothing is deleted.
        late.WriteCommit(_log);
        _log.LandAll();
        Assert.Equal((5, 5L), Restored());
    }

    [Fact]
    public void A_tombstone_erases_a_user()
    {
        Commit(users: 3);
        var batches = new StateBatchWriter(1000, ModelHash.Of(Model));
        var records = new MemoryStateLog();
        batches.Begin(77, records);
        batches.Add("user-1"u8, 0, default, out _);
        batches.Finish();
        var end = new byte[CommitEnd.Length];
        CommitEnd last = CommitEnd.Read(_log.Records[^1].Bytes);
        (last with { CommitId = 77, Batches = 1 }).Write(end);
        records.Append(end);
        records.LandAll();
        Shard shard = NewShard();
        Apply([.. _log.Records, .. records.Records], shard);
        Assert.Equal(2, shard.Counts.Users);
    }

    [Fact]
    public void A_record_of_a_newer_version_is_refused_by_name()
    {
        Commit(users: 1);
        _log.Records[0].Bytes[1] = 9;
        var error = Assert.Throws<InvalidDataException>(() => Apply(_log.Records));
        Assert.Contains("version 9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_is_none_of_ours_is_refused() =>
        Assert.Throws<InvalidDataException>(() => NewShard().BeginRestore().Apply("hello"u8, 0));

    [Fact]
    public void A_log_of_another_partition_is_refused()
    {
        Commit(users: 1);
        var shard = new Shard(5, Model, new ScriptedActor(), Options, _output);
        Assert.Throws<InvalidDataException>(() => _log.Restore(shard));
    }

    [Fact]
    public void Another_playbook_computes_the_due_instants_anew()
    {
        var actor = new Domain.Actors.UserActor(Model);
        var shard = new Shard(0, Model, actor, Options, _output);
        shard.Receive(ShardModels.Event(Model, "ann", ShardModels.Order, Durations.Day), new RecordPosition(0, 0, Durations.Day), 0);
        shard.Receive(ShardModels.Event(Model, "ann", ShardModels.Order, Durations.Day), new RecordPosition(0, 1, 12 * Durations.Day), 0);
        _log.Commit(shard);

        EngagementModel stricter = ShardModels.Small("small-2", dormantDays: 14);
        var same = new Shard(0, Model, actor, Options, _output);
        _log.Restore(same);
        var other = new Shard(0, stricter, new Domain.Actors.UserActor(stricter), Options, _output);
        _log.Restore(other);
        Assert.Equal(shard.NextTimerMs, same.NextTimerMs);
        Assert.Equal(15 * Durations.Day, other.NextTimerMs);
        Assert.True(same.NextTimerMs > other.NextTimerMs);
    }

    [Fact]
    public void A_shard_that_is_being_restored_takes_nothing_in()
    {
        Shard shard = NewShard();
        ShardRestorer restorer = shard.BeginRestore();
        Assert.Throws<InvalidOperationException>(() => Send(shard, 1, 0));
        restorer.Complete();
        Send(shard, 1, 0);
        Assert.Throws<InvalidOperationException>(() => shard.BeginRestore());
    }

    private static void Send(Shard shard, int users, int from)
    {
        for (int i = 0; i < users; i++)
        {
            shard.Receive(ShardModels.Event(Model, $"user-{from + i}", 0, 1000), new RecordPosition(0, from + i, 1000), 0);
        }
    }

    private void Commit(int users, uint instance = 1)
    {
        Shard shard = NewShard(instance);
        Send(shard, users, 0);
        _log.Commit(shard);
    }

    private Shard NewShard(uint instance = 1) => new(0, Model, new ScriptedActor(), Options with { Instance = instance }, _output);

    private (long Users, long NextOffset) Restored()
    {
        Shard shard = NewShard();
        _log.Restore(shard);
        return (shard.Counts.Users, shard.NextInputOffset);
    }

    private ShardRestorer Apply(IEnumerable<(long Offset, byte[] Bytes)> records, Shard? into = null)
    {
        ShardRestorer restorer = (into ?? NewShard()).BeginRestore();
        long offset = 0;
        foreach ((_, byte[] bytes) in records)
        {
            restorer.Apply(bytes, offset++);
        }

        restorer.Complete();
        return restorer;
    }
}
