using System.Globalization;
using System.Text;
using EngageStream.Domain.Partitioning;
using EngageStream.Runtime.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.Runtime.Tests.Hosting;

public class BackPressureTests : EngineTest
{
    private const int Backlog = 300_000;

    [Fact]
    public async Task A_partition_that_lags_holds_up_no_other()
    {
        await using (await StartEngineAsync())
        {
            // Makes the topics.
        }

        string[] others = [.. Enumerable.Range(0, 10_000).Select(number => $"user-{number}").Where(user => Home(user) != Home("ann"))];
        int lagging = Home(others[0]);
        string[] crowd = [.. others.Where(user => Home(user) == lagging)];
        for (int sent = 0; sent < Backlog; sent += 10_000)
        {
            await Task.WhenAll(Enumerable.Range(sent, 10_000).Select(number => SendAsync(crowd[number % crowd.Length], number)));
        }

        // In the middle of it somebody else does something.
        await using EngineHost engine = await EngineHost.StartAsync(Options(), TestModel.Create(), Time, NullLoggerFactory.Instance);
        await UntilAsync(engine, metrics => Value(metrics, "engagestream_events_total") > Backlog / 20);
        await SendAsync("ann", Backlog);
        string ann = $"engagestream_shard_clock_seconds{{partition=\"{Home("ann")}\"}}";
        string[] then = await UntilAsync(engine, metrics => Value(metrics, ann) >= Start / 1000);
        Assert.InRange(Value(then, "engagestream_events_total"), 1, Backlog - 1);
    }

    // What the metrics say at one moment.
    private static async Task<string[]> UntilAsync(EngineHost engine, Predicate<string[]> until)
    {
        using var patience = new CancellationTokenSource(TestKafka.Patience);
        while (true)
        {
            string[] metrics = engine.ReadMetrics().Split('\n');
            if (until(metrics))
            {
                return metrics;
            }

            await Task.Delay(5, patience.Token);
        }
    }

    private static int Home(string user) => Partitioner.Of(PartitionerKind.Murmur2, Encoding.UTF8.GetBytes(user), Partitions);

    private static double Value(string[] metrics, string sample) => metrics
        .Where(line => line.StartsWith(sample + " ", StringComparison.Ordinal))
        .Select(line => double.Parse(line[(sample.Length + 1)..], CultureInfo.InvariantCulture)).FirstOrDefault();

    private Task SendAsync(string user, int number) =>
        Kafka.SendAsync(Partitions, user, Start + number, Order(user, number.ToString(CultureInfo.InvariantCulture), Start + number));
}
