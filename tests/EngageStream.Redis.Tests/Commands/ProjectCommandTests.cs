using EngageStream.Host.Cli;
using EngageStream.Redis.Tests.Support;

namespace EngageStream.Redis.Tests.Commands;

public sealed class ProjectCommandTests(RedisFixture fixture) : ProjectionTest(fixture)
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    [Fact]
    public async Task Once_projects_what_is_there_and_rebuild_does_it_anew()
    {
        await Topic.AddRandomAsync(new Random(1), 40, 200);
        Assert.Equal(ExitCode.Success, await RunAsync(["--once"]));
        await AssertProjectedAsync();
        Assert.Contains($"profiles of {Topic.Name} written to Redis.", _out.ToString(), StringComparison.Ordinal);

        await Database.SetAddAsync($"{Prefix}stage:growth", "nobody");
        Assert.Equal(ExitCode.Success, await RunAsync(["--rebuild", "--once"]));
        await AssertProjectedAsync();
        await AssertEachOnceAsync();
    }

    [Fact]
    public async Task Without_once_it_goes_on_until_it_is_interrupted()
    {
        using var interrupt = new CancellationTokenSource();
        Task<ExitCode> running = RunAsync([], interrupt.Token);
        await Topic.AddRandomAsync(new Random(2), 40, 100);
        await UntilAsync(async () => (await RedisContent.ReadAsync(Database, Prefix)).SequenceEqual(RedisContent.Expected(Topic.Latest())));
        await interrupt.CancelAsync();
        Assert.Equal(ExitCode.Success, await running.WaitAsync(Patience));
    }

    [Fact]
    public async Task Wrong_settings_are_all_told_at_once_and_the_password_never()
    {
        ExitCode code = await CommandAsync(["--set", "redis.servers=nonsense", "--set", "redis.pasword=hunter2", "--set", "threads=0"]);
        Assert.Equal(ExitCode.Invalid, code);
        string said = _error.ToString();
        Assert.Contains("redis.servers: 'nonsense' cannot be used", said, StringComparison.Ordinal);
        Assert.Contains("redis.pasword: is not a setting; did you mean redis.password?", said, StringComparison.Ordinal);
        Assert.Contains("threads: ", said, StringComparison.Ordinal);
        Assert.Contains("kafka.bootstrap.servers: is missing", said, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_server_it_says_which_setting_is_missing()
    {
        Assert.Equal(ExitCode.Invalid, await CommandAsync(["--set", "kafka.bootstrap.servers=127.0.0.1:1"]));
        Assert.Contains("redis.servers: is missing", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_of_another_topic_end_it_with_the_remedy()
    {
        await Database.HashSetAsync($"{Prefix}projection", [new("topic", "other.profiles")]);
        Assert.Equal(ExitCode.Invalid, await RunAsync([]));
        Assert.Contains("redis.prefix: ", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Invalid, await RunAsync(["--rebuild"]));
    }

    private Task<ExitCode> RunAsync(string[] arguments, CancellationToken cancel = default)
    {
        string[] settings =
        [
            $"kafka.bootstrap.servers={Fixture.Kafka.Servers}", $"topics.prefix={Topic.Name[..^"profiles".Length]}", $"application.id={Topic.Name}",
            "http.listen=127.0.0.1:0", $"redis.servers={Fixture.Redis.Address}", $"redis.prefix={Prefix}",
        ];
        return CommandAsync([.. arguments, .. settings.SelectMany(setting => new[] { "--set", setting })], cancel);
    }

    private async Task<ExitCode> CommandAsync(string[] arguments, CancellationToken cancel = default) => (ExitCode)await CommandLine.RunAsync(
        ["project", "redis", .. arguments],
        new CommandContext
        {
            Out = _out,
            Error = _error,
            OpenInput = () => Stream.Null,
            Environment = new Dictionary<string, string>(),
            IsTerminal = false,
            Time = TimeProvider.System,
        },
        cancel);
}
