using EngageStream.Deploy.Tests.Support;

namespace EngageStream.Deploy.Tests.Helm;

/// <summary>Ports agree: of the settings, the containers, the probes, the services and the network policies.</summary>
public sealed class PortTests(Chart chart) : IClassFixture<Chart>
{
    [GoTheory]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public void Containers_have_the_ports_that_their_settings_listen_on(string set) => Assert.All(chart[set].Workloads, workload =>
    {
        IReadOnlyDictionary<string, string> settings = PodFiles.SettingsOf(chart[set], workload);
        IEnumerable<string> listens = new[] { "http.listen", "api.listen" }.Where(settings.ContainsKey).Select(key => settings[key]);
        Assert.Equal(listens, workload.Container["ports"].Items.Select(port => $"0.0.0.0:{port["containerPort"].Text}"));
    });

    [GoTheory]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public void Probes_and_services_name_ports_of_the_containers(string set)
    {
        Release release = chart[set];
        Assert.All(release.Workloads, workload => Assert.All(
            new[] { "startupProbe", "livenessProbe", "readinessProbe" },
            probe => Assert.Contains(workload.Container[probe]["httpGet"]["port"].Text, NamesOf(workload))));
        Assert.All(release.Of("Service"), service => Assert.All(service.Spec["ports"].Items, port =>
            Assert.Contains(port["targetPort"].Text, NamesOf(Assert.Single(release.Selected(service.Spec["selector"]))))));
    }

    [GoTheory]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public void A_network_policy_lets_in_what_the_containers_serve_and_out_what_the_settings_need(string set)
    {
        Release release = chart[set];
        Assert.Equal(set == "minimal" ? 0 : release.Workloads.Count(), release.Of("NetworkPolicy").Count());
        Assert.All(release.Of("NetworkPolicy"), policy =>
        {
            Manifest workload = Assert.Single(release.Selected(policy.Spec["podSelector"]["matchLabels"]));
            Assert.Equal(workload.Container["ports"].Items.Select(p => p["containerPort"].Text), PortsOf(policy.Spec["ingress"]));

            IReadOnlyDictionary<string, string> settings = PodFiles.SettingsOf(release, workload);
            List<string> needed = [.. settings.Where(s => s.Key is "kafka.bootstrap.servers" or "redis.servers")
                .SelectMany(s => s.Value.Split(',')).Select(server => server[(server.LastIndexOf(':') + 1)..]).Distinct(), "53"];
            IEnumerable<string> out_ = PortsOf(policy.Spec["egress"]);
            Assert.All(needed, port => Assert.Contains(port, out_));
            Assert.Equal(["Ingress", "Egress"], policy.Spec["policyTypes"].Items.Select(i => i.Text));
        });
    }

    [GoFact]
    public void Peers_that_are_named_are_the_only_ones()
    {
        Yaml ingress = Assert.Single(chart["everything"].Of("NetworkPolicy"), m => m.Name.EndsWith("-engine", StringComparison.Ordinal)).Spec["ingress"];
        Assert.Single(ingress.Items.First()["from"].Items);
        // The engines themselves and the back office.
        Assert.Equal(2, ingress.Items.Last()["from"].Items.Count());
        Assert.Single(chart["everything"].Selected(ingress.Items.Last()["from"].Items.First()["podSelector"]["matchLabels"]));
    }

    private static IEnumerable<string> NamesOf(Manifest workload) => workload.Container["ports"].Items.Select(p => p["name"].Text);

    private static IEnumerable<string> PortsOf(Yaml rules) => rules.Items.SelectMany(r => r["ports"].Items).Select(p => p["port"].Text);
}
