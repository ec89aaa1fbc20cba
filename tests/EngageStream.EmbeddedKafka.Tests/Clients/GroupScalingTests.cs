using System.Collections.Concurrent;
using Confluent.Kafka;
using EngageStream.EmbeddedKafka.Tests.Testing;

namespace EngageStream.EmbeddedKafka.Tests.Clients;

public sealed class GroupScalingTests
{
    private const int Partitions = 8;

    [Theory]
    [InlineData(PartitionAssignmentStrategy.Range)]
    [InlineData(PartitionAssignmentStrategy.CooperativeSticky)]
    public async Task A_group_grows_and_shrinks_under_load_and_loses_nothing(PartitionAssignmentStrategy strategy)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", Partitions);
        var seen = new ConcurrentDictionary<int, int>();
        using var stopLoad = new CancellationTokenSource();
        Task<int> load = Task.Run(() => Load(broker, stopLoad.Token));

        // Grow to four, shrink to one, each step when the last one has taken effect: every member owns its share.
        var members = new List<GroupWorker>();
        foreach (int size in new[] { 1, 2, 4, 3, 1 })
        {
            while (members.Count < size)
            {
                members.Add(GroupWorker.Start(broker, strategy, seen));
            }

            while (members.Count > size)
            {
                await members[0].StopAsync();
                members.RemoveAt(0);
            }

            await AwaitBalanceAsync(broker, members);
        }

        await stopLoad.CancelAsync();
        int sent = await load;
        await AwaitAsync(broker, members, () => seen.Count == sent);
        await members[0].StopAsync();
        Assert.True(sent > 0);
        Assert.Equal(Enumerable.Range(0, sent), seen.Keys.Order());
    }

    private static int Load(TestBroker broker, CancellationToken stop)
    {
        using IProducer<string, string> producer = broker.Producer(c => c.LingerMs = 5);
        string topic = broker.Name("t");
        int next = 0;
        while (!stop.IsCancellationRequested)
        {
            for (int i = 0; i < 50; i++, next++)
            {
                producer.Produce(new TopicPartition(topic, next % Partitions), new Message<string, string> { Value = $"{next}" });
            }

            producer.Flush(CancellationToken.None);
        }

        return next;
    }

    private static Task AwaitBalanceAsync(TestBroker broker, List<GroupWorker> members) => AwaitAsync(broker, members, () =>
        members.Sum(m => m.Owned) == Partitions && members.All(m => m.Owned >= Partitions / members.Count));

    private static async Task AwaitAsync(TestBroker broker, List<GroupWorker> members, Func<bool> condition)
    {
        const int groupChanged = 501;
        for (long deadline = Environment.TickCount64 + 60_000; !condition(); await Task.Delay(10))
        {
            Assert.All(members, m => Assert.Null(m.Failure));
            if (Environment.TickCount64 > deadline)
            {
                string owned = string.Join(", ", members.Select(m => m.Owned));
                Assert.Fail($"owned: {owned}\n{string.Join('\n', broker.Log.TextsOf(groupChanged))}");
            }
        }
    }

    /// <summary>A member that notes what it reads and commits what it noted.</summary>
    private sealed class GroupWorker
    {
        private readonly CancellationTokenSource _stop = new();
        private Task _run = Task.CompletedTask;
        private int _owned;

        public int Owned => Volatile.Read(ref _owned);

        public Exception? Failure => _run.Exception;

        public static GroupWorker Start(TestBroker broker, PartitionAssignmentStrategy strategy, ConcurrentDictionary<int, int> seen)
        {
            var worker = new GroupWorker();
            worker._run = Task.Run(() => worker.Run(broker, strategy, seen));
            return worker;
        }

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await _run;
            _stop.Dispose();
        }

        private void Run(TestBroker broker, PartitionAssignmentStrategy strategy, ConcurrentDictionary<int, int> seen)
        {
            using IConsumer<string, string> consumer = broker.Consumer("scaling", c =>
            {
                c.PartitionAssignmentStrategy = strategy;
                c.EnableAutoOffsetStore = false;
            });
            consumer.Subscribe(broker.Name("t"));
            while (!_stop.IsCancellationRequested)
            {
                ConsumeResult<string, string>? result = consumer.Consume(TimeSpan.FromMilliseconds(20));
                Volatile.Write(ref _owned, consumer.Assignment.Count);
                if (result is { IsPartitionEOF: false })
                {
                    seen.AddOrUpdate(int.Parse(result.Message.Value, null), 1, (_, times) => times + 1);
                    consumer.StoreOffset(result);
                    if (result.Offset.Value % 20 == 0)
                    {
                        Commit(consumer);
                    }
                }
            }

            Commit(consumer);
            consumer.Close();
        }

        private static void Commit(IConsumer<string, string> consumer)
        {
            try
            {
                consumer.Commit();
            }
            catch (KafkaException)
            {
                // A rebalance is under way, or nothing is stored yet: what is not committed is read again, not lost.
            }
        }
    }
}
