using System.Text.RegularExpressions;
using EngageStream.Deploy.Tests.Support;

namespace EngageStream.Deploy.Tests.Helm;

/// <summary>
/// What a pod's container would see: the files of its volumes laid out as Kubernetes does, and its environment. The paths' roots
/// are moved into a folder of the test's.
/// </summary>
internal sealed class PodFiles : IDisposable
{
    private const string ConfigFile = "engage.yaml";
    private static readonly string[] Roots = ["/etc/engagestream", "/var/lib/engagestream"];
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("engage-pod-");
    private readonly Release _release;
    private readonly string _references;

    public PodFiles(Release release, Manifest workload)
    {
        _release = release;
        _references = $"{SettingsText(release, workload)}\n{string.Join('\n', workload.Container["env"].Items.Select(e => e["value"].TextOrNull))}\n";
        string[] arguments = [.. workload.Container["args"].Items.Select(item => item.Text)];
        Config = Moved(arguments[Array.IndexOf(arguments, "--config") + 1]);
        foreach (Yaml mount in workload.Container["volumeMounts"].Items)
        {
            Lay(workload.Pod["volumes"].Items.Single(v => v["name"].Text == mount["name"].Text), mount["mountPath"].Text);
        }

        foreach (Yaml variable in workload.Container["env"].Items)
        {
            string value = variable["valueFrom"]["fieldRef"]["fieldPath"].TextOrNull == "metadata.name"
                ? $"{workload.Name}-0"
                : variable["value"].Text.Replace("$(ENGAGE_NODE_ID)", Environment["ENGAGE_NODE_ID"], StringComparison.Ordinal);
            Environment.Add(variable["name"].Text, Moved(value));
        }
    }

    /// <summary>A setting as the pod has it, without the folder of the test's.</summary>
    public string InPod(string text) => text.Replace(_root.FullName, "", StringComparison.Ordinal);

    /// <summary>Where the settings file is now.</summary>
    public string Config { get; }

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>The settings in the file of a workload, by key.</summary>
    public static IReadOnlyDictionary<string, string> SettingsOf(Release release, Manifest workload) =>
        Yaml.Single(SettingsText(release, workload), $"{release.Name}/{workload.Name}").Map;

    public void Dispose() => _root.Delete(recursive: true);

    private static string SettingsText(Release release, Manifest workload)
    {
        string name = workload.Pod["volumes"].Items.Single(v => v["name"].Text == "config")["configMap"]["name"].Text;
        return release.Of("ConfigMap").Single(m => m.Name == name).Root["data"][ConfigFile].Text;
    }

    private string Moved(string text) =>
        Roots.Aggregate(text, (moved, root) => moved.Replace(root, _root.FullName + root, StringComparison.Ordinal));

    // As the kubelet: the files in a dated folder, "..data" leads to it, and a link for each file leads through that.
    private void Lay(Yaml volume, string mountPath)
    {
        string folder = _root.FullName + mountPath;
        Directory.CreateDirectory(Path.Combine(folder, "..2026_01_01"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "..data"), "..2026_01_01");
        foreach ((string name, string text) in ContentOf(volume, mountPath))
        {
            File.WriteAllText(Path.Combine(folder, "..2026_01_01", name), Moved(text));
            File.CreateSymbolicLink(Path.Combine(folder, name), Path.Combine("..data", name));
        }
    }

    private IEnumerable<KeyValuePair<string, string>> ContentOf(Yaml volume, string mountPath)
    {
        if (volume["configMap"]["name"].TextOrNull is { } map)
        {
            return _release.Of("ConfigMap").SingleOrDefault(m => m.Name == map)?.Root["data"].Map
                ?? new Dictionary<string, string> { ["external.yaml"] = Checkout.Read("playbooks/starter.yaml") };
        }

        // A secret is made by others: it holds what the settings name in it.
        return volume["secret"].Exists
            ? Regex.Matches(_references, Regex.Escape(mountPath) + @"/([A-Za-z0-9._-]+)", RegexOptions.None)
                .Select(match => match.Groups[1].Value).Distinct()
                .Select(name => KeyValuePair.Create(name, mountPath.EndsWith("/api", StringComparison.Ordinal) ? Tokens : "a secret"))
            : [];
    }

    private const string Tokens = "operator read,operate 0123456789abcdef0123456789abcdef\n";
}
