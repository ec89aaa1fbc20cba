using EngageStream.Deploy.Tests.Support;

namespace EngageStream.Deploy.Tests.Helm;

/// <summary>Whatever a pod refers to is made by the chart, or named by the values.</summary>
public sealed class ReferenceTests(Chart chart) : IClassFixture<Chart>
{
    [GoTheory]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public void Every_mount_has_its_volume_and_every_volume_its_mount(string set) => Assert.All(chart[set].Workloads, workload =>
    {
        IEnumerable<string> volumes = workload.Pod["volumes"].Items.Select(v => v["name"].Text);
        IEnumerable<string> mounts = workload.Container["volumeMounts"].Items.Select(m => m["name"].Text);
        Assert.Equal(volumes.Order(), mounts.Order());
        Assert.Equal(mounts.Distinct(), mounts);
        IEnumerable<string> paths = workload.Container["volumeMounts"].Items.Select(m => m["mountPath"].Text);
        Assert.Equal(paths.Distinct(), paths);
    });

    [GoTheory]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public void Config_maps_are_made_unless_the_values_name_them(string set)
    {
        string? external = chart[set].Values["playbook"]["existingConfigMap"].TextOrNull;
        IEnumerable<string> made = chart[set].Of("ConfigMap").Select(m => m.Name);
        IEnumerable<string> used = chart[set].Workloads.SelectMany(w => w.Pod["volumes"].Items)
            .Select(v => v["configMap"]["name"].TextOrNull).OfType<string>().Where(name => name != external);
        Assert.All(used, name => Assert.Contains(name, made));
        Assert.All(made.Except(used), name => Assert.EndsWith("-dashboards", name, StringComparison.Ordinal));
    }

    [GoTheory]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public void Secrets_are_those_that_the_values_name_and_none_is_made(string set)
    {
        IEnumerable<string> named = chart[set].Values.All
            .Where(v => v.Path.EndsWith(".existingSecret", StringComparison.Ordinal) || v.Path.EndsWith("Secret", StringComparison.Ordinal))
            .Select(v => v.Text);
        IEnumerable<string> used = chart[set].Workloads.SelectMany(w => w.Pod["volumes"].Items)
            .Select(v => v["secret"]["secretName"].TextOrNull).OfType<string>();
        Assert.Equal(named.Distinct().Order(), used.Distinct().Order());
        Assert.Empty(chart[set].Of("Secret"));
    }

    [GoTheory]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public void Every_path_in_the_settings_lies_in_a_volume(string set) => Assert.All(chart[set].Workloads, workload =>
    {
        string[] mounts = [.. workload.Container["volumeMounts"].Items.Select(m => m["mountPath"].Text)];
        IEnumerable<string> paths = PodFiles.SettingsOf(chart[set], workload).Values
            .Concat(workload.Container["env"].Items.Select(e => e["value"].TextOrNull ?? ""))
            .Concat(workload.Container["args"].Items.Select(a => a.Text))
            .Where(text => text.StartsWith('/'));
        Assert.All(paths, path => Assert.Contains(mounts, m => path == m || path.StartsWith(m + "/", StringComparison.Ordinal)));
    });

    [GoTheory]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public void The_service_account_is_made_or_the_default(string set) => Assert.All(chart[set].Workloads, workload =>
    {
        string account = workload.Pod["serviceAccountName"].Text;
        Assert.True(account == "default" || chart[set].Of("ServiceAccount").Any(m => m.Name == account), account);
    });

    [GoTheory]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public void A_variable_is_set_once_and_names_only_earlier_ones(string set) => Assert.All(chart[set].Workloads, workload =>
    {
        var seen = new List<string>();
        foreach (Yaml variable in workload.Container["env"].Items)
        {
            string value = variable["value"].TextOrNull ?? "";
            Assert.DoesNotContain("$(", seen.Aggregate(value, (text, name) => text.Replace($"$({name})", "", StringComparison.Ordinal)));
            Assert.DoesNotContain(variable["name"].Text, seen);
            seen.Add(variable["name"].Text);
        }
    });

    [GoFact]
    public void A_change_of_settings_or_playbook_exchanges_the_pods()
    {
        Assert.All(chart.All.SelectMany(r => r.Workloads), workload => Assert.Contains(
            workload.Spec["template"]["metadata"]["annotations"].Keys, key => key.StartsWith("checksum/", StringComparison.Ordinal)));
        IEnumerable<string> sums = chart.All.Select(r => r.Engine.Spec["template"]["metadata"]["annotations"]["checksum/config"].Text);
        Assert.Equal(sums.Count(), sums.Distinct().Count());
    }
}
