using System.Globalization;
using EngageStream.Host.Cli;
using EngageStream.Redis.Tests.Support;

namespace EngageStream.Redis.Tests.Commands;

[Collection(OutageCollection.Name)]
public sealed class RunCommandTests(RedisFixture fixture)
{
    [Fact]
    public async Task The_engine_goes_on_without_Redis_and_the_projection_catches_up_when_it_is_there()
    {
        await using RedisServer redis = await RedisServer.StartAsync();
        await redis.KillAsync();
        string name = fixture.Kafka.Name(Guid.NewGuid().ToString("N")[..6]);
        string[] settings =
        [
            $"application.id={name}", "mode=replay", "threads=1", "http.listen=", $"topics.prefix={name}.", "topics.replication.factor=1",
            $"topics.partitions={EngineYear.Partitions.ToString(CultureInfo.InvariantCulture)}", $"kafka.bootstrap.servers={fixture.Kafka.Servers}",
            $"playbook={Repository.PathOf("playbooks/starter.yaml")}", $"redis.servers={redis.Address}",
        ];
        using var interrupt = new CancellationTokenSource();
        using var error = new StringWriter();
        var context = new CommandContext
        {
            Out = TextWriter.Null,
            Error = error,
            OpenInput = () => Stream.Null,
            Environment = new Dictionary<string, string>(),
            IsTerminal = false,
            Time = TimeProvider.System,
        };
        Task<int> engine = CommandLine.RunAsync(["run", .. settings.SelectMany(setting => new[] { "--set", setting })], context, interrupt.Token);
        var year = new EngineYear(fixture.Kafka, $"{name}.");
        await year.TopicsAsync();
        year.Produce();
        Dictionary<string, string> latest = year.ReadLatest();
        Assert.False(engine.IsCompleted, error.ToString());

        await redis.StartAgainAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!(await RedisContent.ReadAsync(redis.Database, "engage:")).SequenceEqual(RedisContent.Expected(latest)))
        {
            await Task.Delay(50, patience.Token);
        }

        await interrupt.CancelAsync();
        Assert.Equal((int)ExitCode.Success, await engine.WaitAsync(patience.Token));
    }
}
