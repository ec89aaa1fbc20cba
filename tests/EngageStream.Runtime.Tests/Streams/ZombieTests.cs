using Confluent.Kafka;
using EngageStream.Domain.Time;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Tests.Hosting;

namespace EngageStream.Runtime.Tests.Streams;

/// <summary>Owners that have lost their partition and do not know it must not commit anything.</summary>
public class ZombieTests : IAsyncLifetime
{
    private const long Start = 1_577_836_800_000;
    private TestKafka _kafka = null!;

    public async Task InitializeAsync()
    {
        _kafka = await TestKafka.StartAsync();
        foreach (string topic in new[] { "engage.events", "engage.state", "engage.transitions" })
        {
            await _kafka.CreateTopicAsync(topic, 1);
        }

        for (int i = 0; i < 5; i++)
        {
            await _kafka.SendRawAsync(0, null, Start);
        }
    }

    public async Task DisposeAsync() => await _kafka.DisposeAsync();

    [Fact]
    public void What_a_commit_holds_is_seen_together_or_not_at_all()
    {
        using Owner a = new Owner(_kafka, "a").TakeOver();
        a.Handle("ann", Start);
        a.Producer.Flush();
        a.Undo();
        a.Handle("bob", Start);
        a.Commit();
        Assert.Equal(["a: bob events=1 stage=3"], Lines(1));

        using Owner b = new Owner(_kafka, "b");
        var restored = b.RequestRestore();
        b.Restore(restored);
        Assert.Equal((1L, 1L), (restored.ResumeAt, restored.Shard!.Counts.Users));
    }

    [Fact]
    public void A_zombie_with_events_cannot_commit()
    {
        using Owner zombie = new Owner(_kafka, "a").TakeOver();
        zombie.Handle("ann", Start);
        zombie.FallOutOfGroup();
        using Owner successor = new Owner(_kafka, "b").TakeOver();
        RefuseCommit(zombie);
        successor.Handle("ann", Start);
        successor.Commit();
        Assert.Equal(["b: ann events=1 stage=3"], Lines(1));
    }

    [Fact]
    public void A_zombie_that_wakes_with_nothing_but_due_timers_cannot_commit()
    {
        using Owner zombie = new Owner(_kafka, "a").TakeOver();
        zombie.Handle("ann", Start);
        zombie.Commit();
        Assert.Equal(1, zombie.FireTimers(Start + (30 * Durations.Day)));
        zombie.FallOutOfGroup();
        using Owner successor = new Owner(_kafka, "b").TakeOver();
        RefuseCommit(zombie);
        Assert.Equal(1, successor.FireTimers(Start + (30 * Durations.Day)));
        successor.Commit();
        Assert.Equal(["a: ann events=1 stage=3", "b: ann events=1 stage=0"], Lines(2));
    }

    [Fact]
    public void A_member_that_has_come_back_cannot_commit_what_it_began_before()
    {
        using Owner a = new Owner(_kafka, "a").TakeOver();
        a.Handle("ann", Start);
        a.FallOutOfGroup();
        using (Owner meanwhile = new Owner(_kafka, "b").TakeOver())
        {
            meanwhile.Handle("ann", Start);
            meanwhile.Commit();
        }

        // The group now has this member in a new generation; the transaction is of the old one.
        a.Join();
        RefuseCommit(a);
        Assert.Equal(["b: ann events=1 stage=3"], Lines(1));
    }

    [Fact]
    public void Nothing_is_committed_without_a_member_id()
    {
        using Owner zombie = new Owner(_kafka, "a").TakeOver();
        zombie.FallOutOfGroup();
        zombie.Handle("ann", Start);

        // By the engine itself: a broker takes an empty member id for an administrator's.
        Assert.Contains("membership", RefuseCommit(zombie).Error.Reason, StringComparison.Ordinal);
        zombie.Join();
        zombie.Handle("bob", Start);
        zombie.Commit();
        Assert.Equal(["a: bob events=1 stage=3"], Lines(1));
    }

    [Fact]
    public void Another_life_under_the_same_node_id_shuts_out_the_first()
    {
        using Owner first = new Owner(_kafka, "a").TakeOver();
        first.Handle("ann", Start);
        first.FallOutOfGroup();
        using Owner second = new Owner(_kafka, "a").TakeOver();
        KafkaException refusal = Assert.ThrowsAny<KafkaException>(first.Commit);
        Assert.Equal(FailureVerdict.Fenced, first.Protocol.Judge(refusal));
        second.Handle("ann", Start);
        second.Commit();
        Assert.Equal(["a: ann events=1 stage=3"], Lines(1));
    }

    [Fact]
    public void Who_is_shut_out_after_the_time_a_transaction_may_take_has_no_double()
    {
        // By this owner's reckoning every transaction takes too long.
        using Owner slow = new Owner(_kafka, "a", transactionTimeout: TimeSpan.FromSeconds(1)).TakeOver();
        slow.Handle("ann", Start);
        slow.FallOutOfGroup();
        using Owner other = new Owner(_kafka, "a").TakeOver();
        KafkaException refusal = Assert.ThrowsAny<KafkaException>(slow.Commit);
        Assert.Equal(FailureVerdict.Restart, slow.Protocol.Judge(refusal));
    }

    private static KafkaException RefuseCommit(Owner zombie)
    {
        KafkaException refusal = Assert.ThrowsAny<KafkaException>(zombie.Commit);
        Assert.Equal(FailureVerdict.Abort, zombie.Protocol.Judge(refusal));
        zombie.Undo();
        Assert.False(zombie.Shard.HasChanges);
        return refusal;
    }

    private List<string> Lines(int count) => [.. _kafka.Read(count, "engage.transitions").Select(TestKafka.Json)];
}
