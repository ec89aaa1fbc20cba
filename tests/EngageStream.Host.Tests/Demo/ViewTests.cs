using EngageStream.Host.Demo;
using EngageStream.Host.Import;
using Spectre.Console;

namespace EngageStream.Host.Tests.Demo;

public sealed class ViewTests
{
    [Fact]
    public void Metrics_are_summed_over_partitions_and_the_slowest_clock_counts()
    {
        EngineFigures figures = MetricsReader.Parse("""
            # HELP engagestream_events_total Events
            engagestream_events_total 12
            engagestream_lag{partition="0"} 3
            engagestream_lag{partition="1"} 4
            engagestream_shard_clock_seconds{partition="0"} 1300000000.5
            engagestream_shard_clock_seconds{partition="1"} 1300000001
            engagestream_timers_fired_total 5
            """);
        Assert.Equal(new EngineFigures(12, 7, 2, 1_300_000_000_500, 5), figures);
    }

    [Fact]
    public void The_live_view_draws_names_that_look_like_markup()
    {
        var outputs = new TallySnapshot(
            3, new Dictionary<string, long> { ["growth"] = 2, ["dormant"] = 1 }, new Dictionary<string, long> { ["high"] = 1 },
            new Dictionary<(string?, string), long> { [(null, "growth")] = 3, [("growth", "dormant")] = 1 }, 0,
            new Dictionary<(string, string), long> { [("c", "sms")] = 1 }, new Dictionary<(string, string), long> { [("c", "sent")] = 1 },
            [new SeenTrigger(DateTimeOffset.UnixEpoch, "[red]", "c", "sms", "[x] = 1")], 0);
        var state = new DemoState(new DemoSource(new ImportedEvents([]), "[a year]", 0, 1000, 10, null), ["growth", "dormant"],
            EngineFigures.None with { ClockMs = 500 }, 12, outputs);
        using var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 150;

        console.Write(LiveView.Render(state, 150));

        Assert.Contains("[a year]", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("[red]", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("Thu 1 Jan 1970", text.ToString(), StringComparison.Ordinal);
        Assert.Equal(0.5, state.Progress);
    }
}
