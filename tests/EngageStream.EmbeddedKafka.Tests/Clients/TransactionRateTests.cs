using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using EngageStream.EmbeddedKafka.Tests.Testing;
using Xunit.Abstractions;

namespace EngageStream.EmbeddedKafka.Tests.Clients;

/// <summary>Tells how fast transactions of one record and its offset are; the figures are in <c>docs/embedded-kafka.md</c>.</summary>
public sealed class TransactionRateTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 50)]
    [InlineData(4, 0)]
    [InlineData(4, 50)]
    public async Task Every_one_of_many_commits_is_there(int producers, int pauseMs)
    {
        const int Commits = 100;
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("in", producers);
        await broker.CreateTopicAsync("out", producers);
        double[][] took = await Task.WhenAll(Enumerable.Range(0, producers).Select(p => Task.Run(() => RunAsync(broker, p, Commits, pauseMs))));

        double[] sorted = [.. took.SelectMany(t => t).Order()];
        string figures = string.Create(
            CultureInfo.InvariantCulture,
            $"{producers} producers, {pauseMs} ms between commits: median {sorted[sorted.Length / 2]:F1} ms, p99 {sorted[^(sorted.Length / 100)]:F1} ms"
            + $", {1000 * producers / sorted.Average():F0} commits/s while committing");
        output.WriteLine(figures);
        for (int p = 0; p < producers; p++)
        {
            Assert.Equal(Commits, broker.Values("out", p).Count);
            Assert.Equal(Commits, broker.Position("g", "in", p));
        }
    }

    private static async Task<double[]> RunAsync(TestBroker broker, int index, int commits, int pauseMs)
    {
        using IProducer<string, string> producer = broker.TransactionalProducer($"tx-{index}");
        using IConsumer<string, string> consumer = broker.Consumer("g");
        double[] took = new double[commits];
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(Math.Max(1, pauseMs)));
        for (int i = 0; i < commits; i++)
        {
            if (pauseMs > 0)
            {
                await pause.WaitForNextTickAsync();
            }

            long started = Stopwatch.GetTimestamp();
            producer.BeginTransaction();
            producer.Produce(new TopicPartition(broker.Name("out"), index), new Message<string, string> { Value = $"{i}" });
            producer.SendOffsetsToTransaction(
                [new TopicPartitionOffset(broker.Name("in"), index, i + 1)], consumer.ConsumerGroupMetadata, TestTransactions.Patience);
            producer.CommitTransaction(TestTransactions.Patience);
            took[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        return took;
    }
}
