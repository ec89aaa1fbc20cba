using EngageStream.Domain.State;
using EngageStream.Domain.Time;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Tests.Shards;

namespace EngageStream.Runtime.Tests.StateLog.Frozen;

/// <summary>What former releases wrote is read, and what newer ones wrote is, too, as long as they used nothing new.</summary>
public class FrozenLogTests
{
    [Theory]
    [InlineData("v1.bin")]
    [InlineData("newer-plain.bin")]
    public void A_log_of_another_release_is_read_in_full(string file)
    {
        Shard shard = Restore(FrozenLog.Read(file));
        Assert.Equal(
            [.. FrozenState.Lines(FrozenState.Ann(), FrozenState.ClockMs + 1), .. FrozenState.Lines(FrozenState.Cid(), Durations.Never)],
            Lines(shard));
        Assert.Equal((FrozenState.ClockMs, FrozenLog.NextOffset), (shard.ClockMs, shard.NextInputOffset));
        Assert.Equal(FrozenLog.Aggregates, shard.Counts.Aggregates);
        Assert.Equal((2L, FrozenState.ClockMs + 1), (shard.Counts.Users, shard.NextTimerMs));
        Assert.Equal(new RecordPosition(0, FrozenLog.NextOffset - 1, FrozenState.ClockMs - 2), shard.Store.Last);
    }

    [Fact]
    public void What_this_release_writes_without_new_features_is_what_the_first_one_reads() =>
        Assert.Equal(FrozenLog.Read("v1.bin"), FrozenLog.Create());

    [Fact]
    public void A_log_in_which_a_newer_release_used_something_new_is_refused_with_the_remedy()
    {
        string message = Assert.Throws<InvalidDataException>(() => Restore(FrozenLog.Read("newer-record.bin"))).Message;
        Assert.Contains("has version 2; this release reads up to version 1", message, StringComparison.Ordinal);
        Assert.Contains("run that release, or a newer one", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_in_which_a_newer_release_used_something_new_is_refused_with_the_remedy()
    {
        string message = Assert.Throws<InvalidDataException>(() => Restore(FrozenLog.Read("newer-state.bin"))).Message;
        Assert.Contains("has layout 2; this release reads up to layout 1", message, StringComparison.Ordinal);
        Assert.Contains("run that release, or a newer one", message, StringComparison.Ordinal);
    }

    private static Shard Restore(List<byte[]> records)
    {
        var options = new ShardOptions { InputPartitions = 6, Replay = true };
        var shard = new Shard(0, FrozenState.Model, new ScriptedActor(), options, new SilentOutput());
        ShardRestorer restorer = shard.BeginRestore();
        for (int i = 0; i < records.Count; i++)
        {
            restorer.Apply(records[i], i);
        }

        restorer.Complete();
        return shard;
    }

    private static List<string> Lines(Shard shard)
    {
        ShardStore store = shard.Store;
        var people = new List<(string Id, IEnumerable<string> Lines)>();
        for (int slot = 0; slot < store.Users.SlotCount; slot++)
        {
            if (store.Users.IsUsed(slot))
            {
                var user = new UserState { Id = store.Users.IdOf(slot).ToArray() };
                store.Codec.Decode(store.Users.StateOf(slot), user);
                people.Add((Convert.ToHexString(user.Id), FrozenState.Lines(user, store.Timers.DueOf(slot))));
            }
        }

        return [.. people.OrderBy(person => person.Id, StringComparer.Ordinal).SelectMany(person => person.Lines)];
    }
}
