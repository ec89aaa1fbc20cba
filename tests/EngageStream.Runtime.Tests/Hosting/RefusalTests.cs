using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.Runtime.Tests.Hosting;

public class RefusalTests : EngineTest
{
    [Fact]
    public async Task A_live_start_on_a_topic_with_producers_timestamps_is_refused()
    {
        await Kafka.CreateTopicAsync("engage.events", Partitions);
        string message = await RefusalAsync(Options(EngineMode.Live));
        Assert.Contains("message.timestamp.type=CreateTime", message, StringComparison.Ordinal);
        Assert.Contains("--add-config message.timestamp.type=LogAppendTime", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_number_of_input_partitions_is_refused()
    {
        await Kafka.CreateTopicAsync("engage.events", Partitions);
        await Kafka.CreateTopicAsync("engage.state", Partitions + 1);
        string message = await RefusalAsync(Options());
        Assert.Contains("engagestream repartition", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_of_a_replay_is_refused_live_and_state_of_another_application_always()
    {
        await using (EngineHost replay = await StartEngineAsync())
        {
            await Kafka.SendAsync(Partitions, "ann", Start, Order("ann", "m1", Start));
            await MetricAsync(replay, "engagestream_commits_total", commits => commits >= 1);
        }

        string other = Kafka.Name("other");
        Assert.Contains($"'{other}'", await RefusalAsync(Options() with { ApplicationId = other }), StringComparison.Ordinal);
        await Kafka.CreateTopicAsync("live.events", Partitions, new() { ["message.timestamp.type"] = "LogAppendTime" });
        await using EngineHost again = await StartEngineAsync();
        Assert.True(again.IsReady);
    }

    [Fact]
    public async Task A_live_engine_refuses_the_state_of_a_replay()
    {
        // With an append-time topic a replay may run, too: only the state tells.
        await Kafka.CreateTopicAsync("engage.events", Partitions, new() { ["message.timestamp.type"] = "LogAppendTime" });
        await using (EngineHost replay = await StartEngineAsync())
        {
            await Kafka.SendAsync(Partitions, "ann", Start, Order("ann", "m1", Start));
            await MetricAsync(replay, "engagestream_commits_total", commits => commits >= 1);
        }

        Assert.Contains("live or replay, never both", await RefusalAsync(Options(EngineMode.Live)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invalid_options_are_refused_all_at_once()
    {
        string message = await RefusalAsync(Options() with { Threads = 0, CommitInterval = TimeSpan.FromMilliseconds(5) });
        Assert.Contains("threads: ", message, StringComparison.Ordinal);
        Assert.Contains("commit.interval.ms: ", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_librdkafka_does_not_know_is_refused()
    {
        EngineOptions options = Options();
        var kafka = new Dictionary<string, string>(options.Kafka) { ["no.such.setting"] = "1" };
        Assert.Contains("no.such.setting", await RefusalAsync(options with { Kafka = kafka }), StringComparison.Ordinal);
    }

    private async Task<string> RefusalAsync(EngineOptions options)
    {
        EngineRefusedException refusal = await Assert.ThrowsAsync<EngineRefusedException>(
            () => EngineHost.StartAsync(options, TestModel.Create(), Time, NullLoggerFactory.Instance));
        return refusal.Message;
    }
}
