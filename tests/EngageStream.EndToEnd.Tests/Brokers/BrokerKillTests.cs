using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.EndToEnd.Tests.Brokers;

/// <summary>Kills the broker's process (SIGKILL) under producers at work, and lets it go on from its files.</summary>
public sealed class BrokerKillTests
{
    private const int Kills = 4;
    private const string Group = "g";
    private static readonly TopicPartition Input = new("in", 0);

    [EmbeddedTheory("kills the broker")]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_was_acknowledged_is_there_once_and_transactions_are_whole_whenever_the_broker_is_killed(int seed)
    {
        var random = new Random(seed);
        await using BrokerProcess broker = await BrokerProcess.StartAsync();
        string servers = broker.Servers;
        await CreateTopicsAsync(servers);
        var plain = new PlainWriter(servers, "plain");
        var transactional = new TransactionalWriter(servers, "tx", Input, Group, "writer");
        using var stop = new CancellationTokenSource();
        var plainProgress = new Progress();
        var transactionProgress = new Progress();
        Task<int> writing = Task.Factory.StartNew(() => plain.Run(plainProgress.Note, stop.Token), TaskCreationOptions.LongRunning);
        Task committing = Task.Factory.StartNew(
            () => transactional.Run(transactionProgress.Note, stop.Token), TaskCreationOptions.LongRunning);

        for (int kill = 0; kill < Kills; kill++)
        {
            // At a moment of the one or the other, in the middle of what both are doing.
            await plainProgress.WaitAsync(random.Next(1, 400), writing, committing);
            await transactionProgress.WaitAsync(random.Next(1, 12), writing, committing);
            await broker.KillAsync();
            await broker.StartAgainAsync();
        }

        // Both go on after the last one, as if nothing had been.
        await plainProgress.WaitAsync(100, writing, committing);
        await transactionProgress.WaitAsync(3, writing, committing);
        await stop.CancelAsync();
        int sent = await writing;
        await committing;

        List<(int Value, long Offset)> records = KillClients.Read(servers, new TopicPartition("plain", 0), IsolationLevel.ReadUncommitted);
        Assert.Equal(Enumerable.Range(0, sent), records.Select(record => record.Value));
        Assert.Equal(sent, plain.Acknowledged.Count);
        Assert.All(records, record => Assert.Equal(plain.Acknowledged[record.Value], record.Offset));
        Assert.Contains(transactional.Committed, number => number > Kills);
        for (int partition = 0; partition < 2; partition++)
        {
            var output = new TopicPartition("tx", partition);
            Assert.Equal(transactional.Committed, KillClients.Read(servers, output, IsolationLevel.ReadCommitted).Select(record => record.Value));
            Assert.Equal(End(servers, output, IsolationLevel.ReadUncommitted), End(servers, output, IsolationLevel.ReadCommitted));
        }

        Assert.Equal(transactional.Committed[^1] + 1, Position(servers));
    }

    [EmbeddedFact("kills the broker")]
    public async Task What_a_producer_left_open_is_aborted_after_its_time_and_holds_readers_back_no_longer()
    {
        await using BrokerProcess broker = await BrokerProcess.StartAsync();
        string servers = broker.Servers;
        await CreateTopicsAsync(servers);
        var output = new TopicPartition("tx", 0);
        ProducerConfig config = KillClients.Producer(servers);
        (config.TransactionalId, config.TransactionTimeoutMs, config.MessageTimeoutMs) = ("silent", 3000, 3000);
        using (IProducer<Null, string> silent = new ProducerBuilder<Null, string>(config).SetLogHandler(static (_, _) => { }).Build())
        {
            silent.InitTransactions(KillClients.Patience);
            silent.BeginTransaction();
            await silent.ProduceAsync(output, new Message<Null, string> { Value = "0" });
        }

        using (IProducer<Null, string> other = new ProducerBuilder<Null, string>(KillClients.Producer(servers)).Build())
        {
            await other.ProduceAsync(output, new Message<Null, string> { Value = "1" });
        }

        await broker.KillAsync();
        await broker.StartAgainAsync();
        using var patience = new CancellationTokenSource(KillClients.Patience);
        while (End(servers, output, IsolationLevel.ReadCommitted) < End(servers, output, IsolationLevel.ReadUncommitted))
        {
            patience.Token.ThrowIfCancellationRequested();
        }

        Assert.Equal([1], KillClients.Read(servers, output, IsolationLevel.ReadCommitted).Select(record => record.Value));
        Assert.Equal([0, 1], KillClients.Read(servers, output, IsolationLevel.ReadUncommitted).Select(record => record.Value));
    }

    private static async Task CreateTopicsAsync(string servers)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = servers }).Build();
        await admin.CreateTopicsAsync(
        [
            new TopicSpecification { Name = "plain", NumPartitions = 1 },
            new TopicSpecification { Name = "tx", NumPartitions = 2 },
            new TopicSpecification { Name = Input.Topic, NumPartitions = 1 },
        ]);
    }

    private static long End(string servers, TopicPartition partition, IsolationLevel isolation) => KillClients.End(servers, partition, isolation);

    private static long Position(string servers)
    {
        using IConsumer<Ignore, string> consumer = new ConsumerBuilder<Ignore, string>(KillClients.Consumer(servers, Group)).Build();
        return consumer.Committed([Input], KillClients.Patience).Single().Offset.Value;
    }

    /// <summary>Lets the test wait until a writer has come so much further.</summary>
    private sealed class Progress
    {
        private readonly SemaphoreSlim _steps = new(0);

        public void Note() => _steps.Release();

        public async Task WaitAsync(int steps, params Task[] writers)
        {
            while (_steps.Wait(0))
            {
                // What came before now does not count.
            }

            for (; steps > 0; steps--)
            {
                Task<bool> step = _steps.WaitAsync(KillClients.Patience);
                if (await Task.WhenAny([step, .. writers]) != step)
                {
                    await Task.WhenAll(writers.Where(writer => writer.IsCompleted));
                }

                Assert.True(await step, "The writers do not get on.");
            }
        }
    }
}
