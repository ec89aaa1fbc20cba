using System.Diagnostics;
using System.Text;
using EngageStream.Domain.Partitioning;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using EngageStream.Runtime.Tests.Users;
using EngageStream.Tests.Shared.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace EngageStream.Runtime.Tests.Hosting;

/// <summary>Engines that stop leave the group, and hand their partitions over at once. Alone: the last test shows times.</summary>
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
    public async Task A_member_that_is_told_to_stop_while_it_joins_leaves_too()
    {
        await using EngineHost stays = await StartEngineAsync(Patient with { NodeId = "stays" });
        using var holding = new HoldingMember(Kafka);
        await holding.HoldAsync();
        var log = new CollectingLog();
        EngineOptions options = Patient with { NodeId = "goes" };
        options = options with { Kafka = new Dictionary<string, string>(options.Kafka) { ["debug"] = "cgrp" } };
        EngineHost goes = await EngineHost.StartAsync(options, TestModel.Create(), Time, log);

        // The first time it joins to get a member id, the second time with it.
        await UntilAsync(() => log.Text.Split("-> wait-join").Length > 2);
        Task stopping = goes.StopAsync();
        await Task.WhenAny(stopping, Task.Delay(TimeSpan.FromSeconds(1)));
        holding.Release();
        await stopping;
        await holding.LeaveAsync(members: 2);
        await OwnAsync(Partitions, stays);
    }

    [Fact]
    public async Task Who_is_told_to_stop_in_a_rebalance_works_on_until_others_can_take_over()
    {
        await using EngineHost stays = await StartEngineAsync(Patient with { NodeId = "stays" });
        EngineHost goes = await StartEngineAsync(Patient with { NodeId = "goes", StopTimeout = TimeSpan.FromMinutes(3) });
        await OwnAsync(Partitions, stays, goes);
        using var holding = new HoldingMember(Kafka);
        await holding.HoldAsync();
        await holding.OthersWaitAsync();
        int partition = Enumerable.Range(0, Partitions).First(partition => Owns(goes, partition));
        string person = Enumerable.Range(0, 100).Select(number => $"person-{number}").First(person => Home(person) == partition);

        Task stopping = goes.StopAsync();
        await Kafka.SendAsync(Partitions, person, Start, Order(person, "1", Start));
        Kafka.Read(1, "engage.triggers.push");
        Assert.False(stopping.IsCompleted);
        holding.Release();
        await stopping;
        await holding.LeaveAsync(members: 2);
        await OwnAsync(Partitions, stays);
    }

    [Fact]
    public async Task Stops_in_the_middle_of_rebalances_come_to_an_end_and_hand_over()
    {
        const int Stops = 3;
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

    private static Task OwnAsync(int atLeast, params EngineHost[] engines) =>
        UntilAsync(() => engines.Sum(Owned) >= atLeast && engines.All(engine => engine.IsReady));

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TestKafka.Patience);
        while (!condition())
        {
            await Task.Delay(10, patience.Token);
        }
    }

    private static int Owned(EngineHost engine) => Enumerable.Range(0, Partitions).Count(partition => Owns(engine, partition));

    private static bool Owns(EngineHost engine, int partition) => Metric(engine, $"engagestream_lag{{partition=\"{partition}\"}}") is not null;

    private static int Home(string person) => Partitioner.Of(PartitionerKind.Murmur2, Encoding.UTF8.GetBytes(person), Partitions);
}
