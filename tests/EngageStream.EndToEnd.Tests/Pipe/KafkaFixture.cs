using Confluent.Kafka;
using EngageStream.Domain.Model;
using EngageStream.Host.Cli;
using EngageStream.Playbooks;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using EngageStream.Tests.Shared.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.EndToEnd.Tests.Pipe;

/// <summary>A test's Kafka with a folder for its files, and the program's commands against it.</summary>
internal sealed class KafkaFixture : IAsyncDisposable
{
    public const int Partitions = 4;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engage-e2e-");
    private readonly TestCluster _cluster;

    private KafkaFixture(TestCluster cluster) => _cluster = cluster;

    public string Servers => _cluster.Servers;

    /// <summary>Application id of every engine here, and so the name of its consumer group.</summary>
    public string ApplicationId => _cluster.Name("end-to-end");

    /// <summary>The engines' setting <c>topics.prefix</c>.</summary>
    public string TopicPrefix => _cluster.Name("engage.");

    /// <summary>The topic that the engines read.</summary>
    public string Events => TopicPrefix + "events";

    public static async Task<KafkaFixture> StartAsync() => new(await TestCluster.StartAsync());

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
            Topics = new TopicOptions { Prefix = TopicPrefix, Partitions = Partitions, ReplicationFactor = 1 },
            Kafka = new Dictionary<string, string> { ["bootstrap.servers"] = Servers },
        };
        EngineHost engine = await EngineHost.StartAsync(options, model, TimeProvider.System, NullLoggerFactory.Instance);
        await engine.WaitUntilReadyAsync().WaitAsync(OutputReader.Patience);
        return engine;
    }

    /// <summary>Runs a command of the program against this broker; it must succeed.</summary>
    public Task FillAsync(params string[] arguments) =>
        RunAsync([.. arguments, "--bootstrap", Servers, "--topic", Events, "--partitions", $"{Partitions}"]);

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
            $"topics.prefix={TopicPrefix}",
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
        await _cluster.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
