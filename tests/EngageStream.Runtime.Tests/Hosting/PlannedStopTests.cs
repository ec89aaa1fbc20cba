using System.Diagnostics;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using EngageStream.Runtime.Tests.Users;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace EngageStream.Runtime.Tests.Hosting;

/// <summary>Engines that stop leave the group. Alone: beside other tests librdkafka still left a member behind now and then.</summary>
[Collection(Alone.Name)]
public class PlannedStopTests(ITestOutputHelper output) : EngineTest
{
    // A session that outlasts the test's patience: whoever does not leave is never given up, and holds up every rebalance.
    private EngineOptions Patient => Options() with
    {
        Kafka = new Dictionary<string, string> { ["bootstrap.servers"] = Kafka.Servers, ["session.timeout.ms"] = "300000" },
    };

    [Fact]
    public async Task A_planned_stop_hands_over_without_waiting_for_a_session_to_end()
    {
        await using EngineHost stays = await StartEngineAsync(Patient with { NodeId = "stays" });
        EngineHost goes = await StartEngineAsync(Patient with { NodeId = "goes" });
        await OwnAsync(1, goes);
        await goes.StopAsync();
        await OwnAsync(Partitions, stays);
    }

    [Fact]
    public async Task A_member_without_partitions_leaves_too()
    {
        // As many threads as partitions, and one more: some member stands by, whose depends on who joined when.
        await using EngineHost works = await StartEngineAsync(Patient with { NodeId = "works", Threads = Partitions });
        await using EngineHost more = await StartEngineAsync(Patient with { NodeId = "more" });
        await OwnAsync(Partitions, works, more);
        (EngineHost standsBy, EngineHost other) = Owned(more) == 0 ? (more, works) : (works, more);
        await standsBy.StopAsync();
        await other.StopAsync();
        await using EngineHost next = await StartEngineAsync(Patient with { NodeId = "next" });
        await OwnAsync(Partitions, next);
    }

    [Fact]
    public async Task Stops_in_the_middle_of_rebalances_come_to_an_end_and_hand_over()
    {
        const int Stops = 6;
        var random = new Random(7);
        await using EngineHost stays = await StartEngineAsync(Options() with { NodeId = "stays" });
        EngineHost goes = await StartEngineAsync(Options() with { NodeId = "goes" });
        for (int i = 0; i < Stops; i++)
        {
            EngineHost comes = await EngineHost.StartAsync(Options() with { NodeId = $"comes-{i}" }, TestModel.Create(), Time, NullLoggerFactory.Instance);
            // Before, in the middle of or after the rebalances that it causes.
            await Task.Delay(random.Next(700));
            long began = Stopwatch.GetTimestamp();
            await goes.StopAsync();
            TimeSpan stopped = Stopwatch.GetElapsedTime(began);
            await OwnAsync(Partitions, stays, comes);
            output.WriteLine($"stopped after {stopped.TotalSeconds:F2} s, handed over after {Stopwatch.GetElapsedTime(began).TotalSeconds:F2} s");
            goes = comes;
        }

        await goes.StopAsync();
    }

    private static async Task OwnAsync(int atLeast, params EngineHost[] engines)
    {
        using var patience = new CancellationTokenSource(TestKafka.Patience);
        while (engines.Sum(Owned) < atLeast || !engines.All(engine => engine.IsReady))
        {
            await Task.Delay(10, patience.Token);
        }
    }

    private static int Owned(EngineHost engine) => Enumerable.Range(0, Partitions)
        .Count(partition => Metric(engine, $"engagestream_lag{{partition=\"{partition}\"}}") is not null);
}
