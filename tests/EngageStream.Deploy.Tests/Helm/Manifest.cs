using EngageStream.Deploy.Tests.Support;

namespace EngageStream.Deploy.Tests.Helm;

/// <summary>One object of Kubernetes that the chart makes.</summary>
internal sealed record Manifest(string Template, Yaml Root)
{
    public string Kind => Root["kind"].Text;

    public string Name => Root["metadata"]["name"].Text;

    public Yaml Spec => Root["spec"];

    /// <summary>Whether it runs pods.</summary>
    public bool IsWorkload => Kind is "StatefulSet" or "Deployment";

    /// <summary>The pods of a workload.</summary>
    public Yaml Pod => Spec["template"]["spec"];

    public IReadOnlyDictionary<string, string> PodLabels => Spec["template"]["metadata"]["labels"].Map;

    /// <summary>The one container of a workload.</summary>
    public Yaml Container => Assert.Single(Pod["containers"].Items);

    public override string ToString() => $"{Kind} {Name} ({Template})";
}
