using EngageStream.Deploy.Tests.Support;

namespace EngageStream.Deploy.Tests.Helm;

/// <summary>The pods meet Kubernetes' restricted standard, write only where a volume is, and say what they need.</summary>
public sealed class SecurityTests(Chart chart) : IClassFixture<Chart>
{
    [GoTheory]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public void Pods_run_as_the_images_user_with_nothing_to_gain(string set) => Assert.All(chart[set].Workloads, workload =>
    {
        Yaml pod = workload.Pod["securityContext"];
        Assert.Equal("true", pod["runAsNonRoot"].Text);
        Assert.Contains($"\nUSER {pod["runAsUser"].Text}\n", Checkout.Read("Dockerfile"), StringComparison.Ordinal);
        Assert.Equal("RuntimeDefault", pod["seccompProfile"]["type"].Text);
        Yaml container = workload.Container["securityContext"];
        Assert.Equal("false", container["allowPrivilegeEscalation"].Text);
        Assert.Equal("true", container["readOnlyRootFilesystem"].Text);
        Assert.Equal(["ALL"], container["capabilities"]["drop"].Items.Select(i => i.Text));
        Assert.Equal("false", workload.Pod["automountServiceAccountToken"].Text);
    });

    [GoTheory]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public void Services_do_not_become_settings_of_the_program(string set) =>
        Assert.All(chart[set].Workloads, workload => Assert.Equal("false", workload.Pod["enableServiceLinks"].Text));

    [GoTheory]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public void Containers_say_what_they_need_and_no_image_floats(string set) => Assert.All(chart[set].Workloads, workload =>
    {
        Assert.True(workload.Container["resources"]["requests"]["memory"].Exists);
        Assert.True(workload.Container["resources"]["requests"]["cpu"].Exists);
        string image = workload.Container["image"].Text;
        Assert.Matches(@"[^:/]+(:[^:/]+|@sha256:[0-9a-f]{64})$", image);
        Assert.False(image.EndsWith(":latest", StringComparison.Ordinal), image);
    });

    [GoTheory]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public void Secrets_come_as_files_that_others_cannot_read(string set) => Assert.All(chart[set].Workloads, workload =>
    {
        Assert.DoesNotContain(workload.Container["env"].Items, e => e["valueFrom"]["secretKeyRef"].Exists);
        Assert.All(workload.Pod["volumes"].Items.Where(v => v["secret"].Exists), v => Assert.Equal("0440", v["secret"]["defaultMode"].Text));
    });

    [GoFact]
    public void The_scratch_volume_is_the_only_one_that_is_written()
    {
        Assert.All(chart.All.SelectMany(r => r.Workloads), workload => Assert.All(
            workload.Container["volumeMounts"].Items.Where(m => m["readOnly"].TextOrNull != "true"), m => Assert.Equal("scratch", m["name"].Text)));
        Yaml own = chart["defaults"].Engine.Pod["volumes"].Items.Single(v => v["name"].Text == "scratch");
        Yaml claimed = chart["everything"].Engine.Pod["volumes"].Items.Single(v => v["name"].Text == "scratch");
        Assert.Equal("10Gi", own["emptyDir"]["sizeLimit"].Text);
        Yaml claim = claimed["ephemeral"]["volumeClaimTemplate"]["spec"];
        Assert.Equal(("fast", "50Gi"), (claim["storageClassName"].Text, claim["resources"]["requests"]["storage"].Text));
    }
}
