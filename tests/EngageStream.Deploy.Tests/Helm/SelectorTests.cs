using EngageStream.Deploy.Tests.Support;

namespace EngageStream.Deploy.Tests.Helm;

/// <summary>Whatever selects pods, services or workloads finds those that it is meant for, and no others.</summary>
public sealed class SelectorTests(Chart chart) : IClassFixture<Chart>
{
    [GoTheory]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public void A_workload_selects_its_own_pods_only(string set) => Assert.All(chart[set].Workloads, workload =>
        Assert.Same(workload, Assert.Single(chart[set].Selected(workload.Spec["selector"]["matchLabels"]))));

    [GoTheory]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public void Every_service_budget_and_policy_selects_the_pods_of_one_workload(string set)
    {
        Release release = chart[set];
        Assert.All(release.Of("Service"), m => Assert.Single(release.Selected(m.Spec["selector"])));
        Assert.All(release.Of("PodDisruptionBudget"), m => Assert.Single(release.Selected(m.Spec["selector"]["matchLabels"])));
        Assert.All(release.Of("NetworkPolicy"), m => Assert.Single(release.Selected(m.Spec["podSelector"]["matchLabels"])));
        Assert.Contains(release.Of("PodDisruptionBudget"), m => release.Selected(m.Spec["selector"]["matchLabels"]).Contains(release.Engine));
    }

    [GoTheory]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public void The_engines_are_named_by_a_headless_service_that_names_them_before_they_are_ready(string set)
    {
        Manifest service = Assert.Single(chart[set].Of("Service"), m => m.Name == chart[set].Engine.Spec["serviceName"].Text);
        Assert.Equal("None", service.Spec["clusterIP"].Text);
        Assert.Equal("true", service.Spec["publishNotReadyAddresses"].Text);
        Assert.Same(chart[set].Engine, Assert.Single(chart[set].Selected(service.Spec["selector"])));
    }

    [GoTheory]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public void Pods_are_spread_among_themselves(string set) => Assert.All(chart[set].Workloads, workload =>
    {
        Assert.NotEmpty(workload.Pod["topologySpreadConstraints"].Items);
        Assert.All(workload.Pod["topologySpreadConstraints"].Items, spread =>
            Assert.True(Release.Matches(spread["labelSelector"]["matchLabels"].Map, workload.PodLabels), spread.Path));
    });

    [GoTheory]
    [InlineData("everything", "HorizontalPodAutoscaler")]
    [InlineData("secrets", "ScaledObject")]
    [InlineData("tls", "ScaledObject")]
    public void Scaling_targets_the_engines_and_leaves_their_number_alone(string set, string kind)
    {
        Manifest scaler = Assert.Single(chart[set].Of(kind));
        Yaml target = scaler.Spec["scaleTargetRef"];
        Assert.Equal(("apps/v1", "StatefulSet", chart[set].Engine.Name), (target["apiVersion"].Text, target["kind"].Text, target["name"].Text));
        Assert.False(chart[set].Engine.Spec["replicas"].Exists);
    }

    [GoFact]
    public void Keda_asks_for_the_lag_of_the_engines_group_on_the_events_topic_with_the_engines_credentials()
    {
        Yaml trigger = Assert.Single(chart["secrets"].Of("ScaledObject")).Spec["triggers"].Items.First()["metadata"];
        Assert.Equal("kafka.example:9094", trigger["bootstrapServers"].Text);
        Assert.Equal("engagestream", trigger["consumerGroup"].Text);
        Assert.Equal("engage.events", trigger["topic"].Text);
        Assert.Equal(("scram_sha256", "enable"), (trigger["sasl"].Text, trigger["tls"].Text));
        IEnumerable<string> secrets = Assert.Single(chart["secrets"].Of("TriggerAuthentication")).Spec["secretTargetRef"].Items
            .Select(item => $"{item["parameter"].Text} {item["name"].Text} {item["key"].Text}");
        Assert.Equal(
            ["username kafka-user user", "password kafka-user secret", "ca kafka-tls ca.pem", "cert kafka-tls client.pem", "key kafka-tls client.key"],
            secrets);
        Assert.Equal("engage-kafka", Assert.Single(chart["secrets"].Of("ScaledObject")).Spec["triggers"].Items.First()["authenticationRef"]["name"].Text);
        Assert.False(Assert.Single(chart["tls"].Of("ScaledObject")).Spec["triggers"].Items.First()["authenticationRef"].Exists);
    }

    [GoFact]
    public void The_service_monitor_finds_each_workload_once()
    {
        Release release = chart["everything"];
        Manifest monitor = Assert.Single(release.Of("ServiceMonitor"));
        List<Manifest> services =
        [
            .. release.Of("Service").Where(s =>
                Release.Matches(monitor.Spec["selector"]["matchLabels"].Map, s.Root["metadata"]["labels"].Map)),
        ];
        Assert.Equal(release.Workloads, services.Select(s => Assert.Single(release.Selected(s.Spec["selector"]))));
        string port = Assert.Single(monitor.Spec["endpoints"].Items)["port"].Text;
        Assert.All(services, s => Assert.Contains(s.Spec["ports"].Items, p => p["name"].Text == port));
        Assert.Equal("/metrics", Assert.Single(monitor.Spec["endpoints"].Items)["path"].Text);
        // As deploy/prometheus/prometheus.yml names them, whatever the release and the chart are called.
        Assert.Equal(
            ["application=shop", "job=engagestream", "job=engagestream-projection"],
            Assert.Single(monitor.Spec["endpoints"].Items)["relabelings"].Items.Select(r => $"{r["targetLabel"].Text}={r["replacement"].Text}"));
        Assert.Equal("prometheus", monitor.Root["metadata"]["labels"]["release"].Text);
    }
}
