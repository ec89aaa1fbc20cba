using System.Globalization;
using EngageStream.Deploy.Tests.Support;
using EngageStream.Host.Configuration;
using EngageStream.Playbooks;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Deploy.Tests.Helm;

/// <summary>The settings of the pods are read by the program itself.</summary>
public sealed class SettingsTests(Chart chart) : IClassFixture<Chart>
{
    [GoTheory]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public void The_engine_takes_its_settings_and_its_playbook(string set)
    {
        using var files = new PodFiles(chart[set], chart[set].Engine);
        EngineOptions options = EngineConfiguration.Load(files.Config, files.Environment, []);
        PlaybookResult playbook = PlaybookFile.Load(options.PlaybookPath);

        Assert.Empty(playbook.Errors);
        Assert.Equal($"{chart[set].Engine.Name}-0", options.NodeId);
        Assert.Equal("0.0.0.0:9464", options.HttpListen);
        int grace = int.Parse(chart[set].Engine.Pod["terminationGracePeriodSeconds"].Text, CultureInfo.InvariantCulture);
        Assert.True(grace >= options.StopTimeout.TotalSeconds + 10, "a stop must end before it is killed");
        if (options.MemoryLimitBytes > 0)
        {
            string limit = chart[set].Engine.Container["resources"]["limits"]["memory"].Text;
            long gibibytes = long.Parse(limit[..^2], CultureInfo.InvariantCulture);
            Assert.True(limit.EndsWith("Gi", StringComparison.Ordinal) && gibibytes << 30 >= options.MemoryLimitBytes + (400L << 20), limit);
        }
    }

    [GoTheory]
    [InlineData("everything")]
    [InlineData("secrets")]
    public void The_projection_takes_its_settings(string set)
    {
        Manifest projection = Assert.Single(chart[set].Of("Deployment"));
        using var files = new PodFiles(chart[set], projection);
        EngineOptions options = EngineConfiguration.Load(files.Config, files.Environment, [], requirePlaybook: false);
        using var engine = new PodFiles(chart[set], chart[set].Engine);
        EngineOptions engineOptions = EngineConfiguration.Load(engine.Config, engine.Environment, []);

        Assert.Equal((engineOptions.ApplicationId, engineOptions.Topics.Prefix), (options.ApplicationId, options.Topics.Prefix));
        Assert.Equal(
            engineOptions.Kafka.ToDictionary(pair => pair.Key, pair => engine.InPod(pair.Value)),
            options.Kafka.ToDictionary(pair => pair.Key, pair => files.InPod(pair.Value)));
    }

    [GoFact]
    public void Values_arrive_in_the_settings()
    {
        using var files = new PodFiles(chart["everything"], chart["everything"].Engine);
        EngineOptions options = EngineConfiguration.Load(files.Config, files.Environment, []);

        Assert.Equal(("shop", "shop.", 24, 3), (options.ApplicationId, options.Topics.Prefix, options.Topics.Partitions, options.Topics.ReplicationFactor));
        Assert.Equal((4, StandbyMode.All, 50, 4294967296), (options.Threads, options.Standby, options.CommitInterval.TotalMilliseconds, options.MemoryLimitBytes));
        Assert.Equal((16384, 60), (options.MaxEventBytes, options.StopTimeout.TotalSeconds));
        Assert.Equal("kafka-0.kafka:9092,kafka-1.kafka:9092", options.Kafka["bootstrap.servers"]);
        Assert.Equal(("8000", "true", "1000000"),
            (options.Kafka["session.timeout.ms"], options.Kafka["socket.keepalive.enable"], options.Kafka["queued.max.messages.kbytes"]));
        Assert.Equal("http://engage-stream-engine-0.engage-stream-engine.shop.svc:9470", options.ApiUrl);
    }

    [GoFact]
    public void Credentials_reach_the_client_from_their_files()
    {
        using var files = new PodFiles(chart["secrets"], chart["secrets"].Engine);
        EngineOptions options = EngineConfiguration.Load(files.Config, files.Environment, []);

        Assert.Equal(("sasl_ssl", "SCRAM-SHA-256"), (options.Kafka["security.protocol"].ToLowerInvariant(), options.Kafka["sasl.mechanisms"]));
        Assert.Equal(("a secret", "a secret"), (options.Kafka["sasl.username"], options.Kafka["sasl.password"]));
        Assert.All(
            new[] { "ssl.ca.location", "ssl.certificate.location", "ssl.key.location" },
            key => Assert.True(File.Exists(options.Kafka[key]), options.Kafka[key]));
        Assert.StartsWith("https://engage-engine-0.", options.ApiUrl, StringComparison.Ordinal);
        using var plain = new PodFiles(chart["tls"], chart["tls"].Engine);
        Assert.Equal("SSL", EngineConfiguration.Load(plain.Config, plain.Environment, []).Kafka["security.protocol"]);
    }
}
