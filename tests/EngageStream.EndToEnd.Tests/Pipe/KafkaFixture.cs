using Confluent.Kafka;
using EngageStream.Domain.Model;
using EngageStream.EmbeddedKafka;
using EngageStream.Host.Cli;
using EngageStream.Playbooks;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.EndToEnd.Tests.Pipe;

/// <summary>An embedded broker on a free port with its data in a folder of its own, and the program's commands against it.</summary>
internal sealed class KafkaFixture : IAsyncDisposable
{
    public const int Partitions = 4;

    /// <summary>Application id of every engine here, and so the name of its consumer group.</summary>
    public const string ApplicationId = "end-to-end";

    private readonly DirectoryInfo _folder;
    private readonly EmbeddedBroker _broker;

    private KafkaFixture(DirectoryInfo folder, EmbeddedBroker broker)
    {
        _folder = folder;
        _broker = broker;
    }

    public string Servers => _broker.BootstrapServers;

    public static async Task<KafkaFixture> StartAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("engage-e2e-");
        var options = new BrokerOptions { DataDirectory = Path.Combine(folder.FullName, "kafka") };
        return new KafkaFixture(folder, await EmbeddedBroker.StartAsync(options));
    }

    /// <summary>The text of the starter playbook as shipped.</summary>
    public static string StarterText => File.ReadAllText(Repository.PathOf("playbooks/starter.yaml"));

    /// <summary>Compiles a playbook, which must be free of errors.</summary>
    public static EngagementModel Compile(string playbook)
    {
        PlaybookResult result = PlaybookCompiler.Compile(playbook, "playbook.yaml");
        Assert.Empty(result.Errors);
        return result.Model!;
    }

    /// <summary>A path in the fixture's folder.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Starts an engine in replay mode and waits until it is ready.</summary>
    public async Task<EngineHost> StartEngineAsync(EngagementModel model)
    {
        var options = new EngineOptions
        {
            ApplicationId = ApplicationId,
            Mode = EngineMode.Replay,
            Threads = 2,
            HttpListen = "",
            Topics = new TopicOptions { Partitions = Partitions, ReplicationFactor = 1 },
            Kafka = new Dictionary<string, string> { ["bootstrap.servers"] = Servers },
        };
        EngineHost engine = await EngineHost.StartAsync(options, model, TimeProvider.System, NullLoggerFactory.Instance);
        await engine.WaitUntilReadyAsync().WaitAsync(OutputReader.Patience);
        return engine;
    }

    /// <summary>Runs a command of the program against this broker; it must succeed.</summary>
    public Task FillAsync(params string[] arguments) =>
        RunAsync([.. arguments, "--bootstrap", Servers, "--partitions", $"{Partitions}"]);

    /// <summary>Runs a command that works on the application; it must succeed. Returns what it says.</summary>
    /// <param name="playbook">Text of the playbook.</param>
    /// <param name="arguments">The command, but for the settings.</param>
    public async Task<string> OperateAsync(string playbook, params string[] arguments)
    {
        string path = PathOf("playbook.yaml");
        await File.WriteAllTextAsync(path, playbook);
        string[] settings =
        [
            $"kafka.bootstrap.servers={Servers}", $"playbook={path}", $"application.id={ApplicationId}", "mode=replay", "topics.replication.factor=1",
        ];
        return await RunAsync([.. arguments, .. settings.SelectMany(setting => new[] { "--set", setting })]);
    }

    /// <summary>Deletes topics.</summary>
    public async Task DeleteTopicsAsync(params string[] topics)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Servers }).Build();
        await admin.DeleteTopicsAsync(topics);
    }

    /// <summary>Runs a command of the program in this process; it must succeed. Returns what it says.</summary>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        int code = await CommandLine.RunAsync(arguments, ContextWith(output));
        Assert.True(code == 0, $"engagestream {string.Join(' ', arguments)} ended with {code}:\n{output}");
        return output.ToString();
    }

    /// <summary>A context whose outputs end in one text.</summary>
    public static CommandContext ContextWith(TextWriter output) =>
        CommandContext.OfProcess() with { Out = output, Error = output, IsTerminal = false };

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
