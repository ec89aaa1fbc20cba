using EngageStream.Deploy.Tests.Support;

namespace EngageStream.Deploy.Tests.Helm;

/// <summary>The chart rendered with a set of values.</summary>
internal sealed class Release
{
    public Release(string name, Yaml values, IReadOnlyDictionary<string, string> files)
    {
        Name = name;
        Values = values;
        Files = files;
        Manifests =
        [
            .. files.Where(file => file.Key.EndsWith(".yaml", StringComparison.Ordinal)).SelectMany(file =>
                Yaml.Documents(file.Value, $"{name}/{file.Key}").Select(root => new Manifest(file.Key, root))),
        ];
    }

    public string Name { get; }

    /// <summary>The set's own values, without the defaults.</summary>
    public Yaml Values { get; }

    /// <summary>Rendered text by template.</summary>
    public IReadOnlyDictionary<string, string> Files { get; }

    public IReadOnlyList<Manifest> Manifests { get; }

    public IEnumerable<Manifest> Workloads => Manifests.Where(m => m.IsWorkload);

    public Manifest Engine => Assert.Single(Of("StatefulSet"));

    public IEnumerable<Manifest> Of(string kind) => Manifests.Where(m => m.Kind == kind);

    /// <summary>The workloads whose pods a selector finds.</summary>
    public IEnumerable<Manifest> Selected(Yaml matchLabels) =>
        Workloads.Where(workload => Matches(matchLabels.Map, workload.PodLabels));

    public static bool Matches(IReadOnlyDictionary<string, string> selector, IReadOnlyDictionary<string, string> labels) =>
        selector.Count > 0 && selector.All(pair => labels.TryGetValue(pair.Key, out string? value) && value == pair.Value);
}
