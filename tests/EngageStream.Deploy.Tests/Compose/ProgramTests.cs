using System.CommandLine;
using EngageStream.Deploy.Tests.Support;
using EngageStream.Host.Cli;
using EngageStream.Host.Configuration;
using EngageStream.Playbooks;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Deploy.Tests.Compose;

/// <summary>What the compose file tells our program is what the program understands.</summary>
public sealed class ProgramTests
{
    private const string PlaybookMount = "./playbooks:/etc/engagestream/playbooks:ro";

    public static TheoryData<string> Ours => [.. ComposeFile.Ours.Select(s => s.Key)];

    [Theory]
    [MemberData(nameof(Ours))]
    public void Its_command_and_its_health_check_are_command_lines(string name)
    {
        AssertParses(ComposeFile.Texts(ComposeFile.Services[name]["command"]));
        string[] check = ComposeFile.Texts(ComposeFile.Services[name]["healthcheck"]["test"]);
        if (check.Length > 0)
        {
            Assert.Equal(["CMD", "dotnet", "engagestream.dll", "health"], check[..4]);
            AssertParses(check[3..]);
            string listen = ComposeFile.Services[name]["environment"]["ENGAGE_HTTP_LISTEN"].Text;
            Assert.Equal($"http://127.0.0.1:{listen.Split(':')[1]}/readyz", check[^1]);
        }
    }

    [Theory]
    [MemberData(nameof(Ours))]
    public void It_writes_nowhere_and_gains_nothing(string name)
    {
        Yaml service = ComposeFile.Services[name];
        Assert.Equal("true", service["read_only"].Text);
        Assert.Equal(["ALL"], ComposeFile.Texts(service["cap_drop"]));
        Assert.Equal(["no-new-privileges:true"], ComposeFile.Texts(service["security_opt"]));
    }

    [Fact]
    public void The_engine_takes_its_settings_and_its_playbook()
    {
        EngineOptions options = Load("engine", requirePlaybook: true);
        Assert.Empty(PlaybookFile.Load(options.PlaybookPath).Errors);
        Assert.Equal(EngineMode.Live, options.Mode);
        AssertReaches(options.Kafka["bootstrap.servers"]);
        Assert.True(GraceOf("engine") > options.StopTimeout.TotalSeconds);
        AssertScraped("engine", options);
    }

    [Fact]
    public void The_projection_takes_its_settings_and_follows_the_engine()
    {
        EngineOptions options = Load("projection", requirePlaybook: false);
        EngineOptions engine = Load("engine", requirePlaybook: true);
        AssertReaches(options.Kafka["bootstrap.servers"]);
        AssertReaches(ComposeFile.Services["projection"]["environment"]["ENGAGE_REDIS_SERVERS"].Text);
        Assert.Equal((engine.ApplicationId, engine.Topics.Prefix), (options.ApplicationId, options.Topics.Prefix));
        Assert.NotEqual(engine.NodeId, options.NodeId);
        AssertScraped("projection", options);
    }

    [Fact]
    public void The_generator_feeds_the_engine()
    {
        ParseResult parsed = AssertParses(ComposeFile.Texts(ComposeFile.Services["generator"]["command"]));
        AssertReaches(parsed.GetValue<string>("--bootstrap")!);
        Assert.Equal($"{Load("engine", requirePlaybook: true).Topics.Prefix}events", parsed.GetValue<string>("--topic"));
        Assert.True(parsed.GetValue<bool>("--live"));
    }

    [Fact]
    public void Mounted_writable_folders_are_owned_by_the_images_user()
    {
        // A named volume takes over the owner of what the image has there; without that the program could not write.
        string dockerfile = Checkout.Read("Dockerfile");
        IEnumerable<string> targets = ComposeFile.Ours.SelectMany(s => ComposeFile.Texts(s.Value["volumes"]))
            .Where(v => !v.EndsWith(":ro", StringComparison.Ordinal)).Select(v => v.Split(':')[1]);
        Assert.All(targets, target => Assert.Matches($@"COPY --from=build --chown=1654:1654 \S+ {target}\n", dockerfile));
    }

    private static ParseResult AssertParses(string[] arguments)
    {
        ParseResult parsed = CommandLine.Parse(arguments, CommandContext.OfProcess());
        Assert.Empty(parsed.Errors);
        Assert.Empty(parsed.UnmatchedTokens);
        return parsed;
    }

    private static EngineOptions Load(string name, bool requirePlaybook)
    {
        Dictionary<string, string> environment = ComposeFile.Services[name]["environment"].Map.ToDictionary();
        string[] flags = [];
        if (environment.TryGetValue("ENGAGE_PLAYBOOK", out string? playbook))
        {
            Assert.Contains(PlaybookMount, ComposeFile.Texts(ComposeFile.Services[name]["volumes"]));
            environment["ENGAGE_PLAYBOOK"] = Checkout.PathOf("playbooks") + playbook["/etc/engagestream/playbooks".Length..];
            Assert.Contains(ComposeFile.Texts(ComposeFile.Services[name]["volumes"]), v => v.EndsWith($":{environment["ENGAGE_SCRATCH_DIR"]}", StringComparison.Ordinal));
            flags = [$"scratch.dir={Path.GetTempPath()}"];
        }

        return EngineConfiguration.Load(null, environment, flags, requirePlaybook);
    }

    private static int GraceOf(string name) => int.Parse(ComposeFile.Services[name]["stop_grace_period"].Text.TrimEnd('s'), null);

    // Of Kafka: a listener that is advertised by the service's name; of Redis its own port.
    private static void AssertReaches(string server)
    {
        string[] parts = server.Split(':');
        Yaml service = ComposeFile.Services[parts[0]];
        string? advertised = service["environment"]["KAFKA_ADVERTISED_LISTENERS"].TextOrNull;
        Assert.True(advertised is null ? server == "redis:6379" : advertised.Contains($"//{server}", StringComparison.Ordinal), server);
    }

    private static void AssertScraped(string name, EngineOptions options) =>
        Assert.Contains($"[{name}:{options.HttpListen.Split(':')[1]}]", Checkout.Read("deploy/prometheus/prometheus.yml"), StringComparison.Ordinal);
}
