using System.Text.RegularExpressions;

namespace EngageStream.Deploy.Tests.Helm;

/// <summary>Each object is one that Kubernetes would take: kind, version, names, labels, nothing left of the templates.</summary>
public sealed partial class StructureTests(Chart chart) : IClassFixture<Chart>
{
    private static readonly Dictionary<string, string> Versions = new()
    {
        ["ConfigMap"] = "v1",
        ["Service"] = "v1",
        ["ServiceAccount"] = "v1",
        ["StatefulSet"] = "apps/v1",
        ["Deployment"] = "apps/v1",
        ["PodDisruptionBudget"] = "policy/v1",
        ["NetworkPolicy"] = "networking.k8s.io/v1",
        ["HorizontalPodAutoscaler"] = "autoscaling/v2",
        ["ScaledObject"] = "keda.sh/v1alpha1",
        ["TriggerAuthentication"] = "keda.sh/v1alpha1",
        ["ServiceMonitor"] = "monitoring.coreos.com/v1",
        ["PrometheusRule"] = "monitoring.coreos.com/v1",
    };

    [GoTheory]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public void Every_object_has_the_version_of_its_kind_and_a_valid_name_of_its_own(string set)
    {
        Assert.NotEmpty(chart[set].Manifests);
        Assert.All(chart[set].Manifests, m =>
        {
            Assert.Equal(Versions[m.Kind], m.Root["apiVersion"].Text);
            Assert.Matches(ObjectName(), m.Name);
            Assert.True(m.Name.Length <= 63, m.Name);
        });
        Assert.Equal(chart[set].Manifests.Count, chart[set].Manifests.DistinctBy(m => (m.Kind, m.Name)).Count());
    }

    [GoTheory]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public void Every_object_is_labelled(string set)
    {
        string[] common = ["app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/managed-by", "helm.sh/chart"];
        Assert.All(chart[set].Manifests, m =>
        {
            IReadOnlyDictionary<string, string> labels = m.Root["metadata"]["labels"].Map;
            Assert.All(common, label => Assert.Contains(label, labels));
            Assert.All(chart[set].Values["commonLabels"].Map, label => Assert.Contains(label, labels));
            Assert.All(labels, label => Assert.Matches(LabelValue(), label.Value));
        });
    }

    [GoTheory]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public void Nothing_is_left_of_the_templates_and_nothing_is_empty(string set)
    {
        Assert.All(chart[set].Manifests, m => Assert.All(m.Root.All, node =>
        {
            // A key without a value is a template that gave nothing.
            Assert.False(node.IsNull, node.Path);
            bool data = node.Path.Contains(".data.", StringComparison.Ordinal);
            bool rules = node.Path.Contains(".groups[", StringComparison.Ordinal);
            if (!node.IsMap && !node.IsList && !data && !rules)
            {
                Assert.DoesNotMatch(Leftover(), node.Text);
            }
        }));
        Assert.All(chart[set].Files.Values, text => Assert.DoesNotContain("%!", text, StringComparison.Ordinal));
    }

    [GoTheory]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public void Texts_where_Kubernetes_wants_text_are_no_numbers(string set)
    {
        // An unquoted number or "true" in one of these maps is refused by the API server.
        Assert.All(chart[set].Manifests, m => Assert.All(
            m.Root.All.Where(node => TextMap().IsMatch(node.Path)),
            map => Assert.All(map.Entries, entry => Assert.False(entry.Value.IsPlain && NotText().IsMatch(entry.Value.Text), entry.Value.Path))));
    }

    [GoFact]
    public void All_the_kinds_that_the_chart_can_make_are_made_by_some_set() =>
        Assert.Equal(Versions.Keys.Order(), chart.All.SelectMany(r => r.Manifests).Select(m => m.Kind).Distinct().Order());

    [GoFact]
    public void What_is_not_switched_on_is_not_made()
    {
        string[] optional = ["ServiceMonitor", "PrometheusRule", "HorizontalPodAutoscaler", "ScaledObject", "TriggerAuthentication", "Deployment"];
        Assert.DoesNotContain(chart["defaults"].Manifests, m => optional.Contains(m.Kind));
        Assert.Empty(chart["minimal"].Of("NetworkPolicy").Concat(chart["minimal"].Of("ServiceAccount")));
        Assert.Empty(chart["tls"].Of("TriggerAuthentication"));
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$")]
    private static partial Regex ObjectName();

    [GeneratedRegex("^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$")]
    private static partial Regex LabelValue();

    [GeneratedRegex(@"\{\{|\}\}|<no value>|<nil>|map\[|e\+[0-9]")]
    private static partial Regex Leftover();

    [GeneratedRegex(@"\.(labels|annotations|matchLabels|nodeSelector|data|selector)$|\.triggers\[\d+\]\.metadata$")]
    private static partial Regex TextMap();

    [GeneratedRegex("^(true|false|yes|no|on|off|null|-?[0-9][0-9._]*(e[+-]?[0-9]+)?)$")]
    private static partial Regex NotText();
}
