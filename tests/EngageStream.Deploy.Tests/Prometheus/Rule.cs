using System.Text.RegularExpressions;
using EngageStream.Deploy.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace EngageStream.Deploy.Tests.Prometheus;

/// <summary>A rule of the repository's rule file.</summary>
/// <param name="Name">Name of the alert, or of the series that is recorded.</param>
/// <param name="IsAlert">Whether it is an alert.</param>
/// <param name="Expression">Its query.</param>
/// <param name="Labels">Labels that it adds.</param>
/// <param name="Annotations">What it tells.</param>
internal sealed partial record Rule(
    string Name,
    bool IsAlert,
    string Expression,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations)
{
    /// <summary>Where the rules are.</summary>
    public const string File = "deploy/prometheus/rules/engagestream.rules.yml";

    /// <summary>All rules.</summary>
    public static IReadOnlyList<Rule> All { get; } = Load();

    /// <summary>The alerts.</summary>
    public static IEnumerable<Rule> Alerts => All.Where(rule => rule.IsAlert);

    /// <summary>
    /// The query without what makes it rare: thresholds, and the asking for absence. It has data where each selector has, and
    /// with the labels of the alert.
    /// </summary>
    public string Unconditional => Absence().Replace(Threshold().Replace(Expression, ""), "$1");

    private static List<Rule> Load()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Repository.Read(File)));
        return [.. Children(yaml.Documents[0].RootNode, "groups").SelectMany(group => Children(group, "rules")).Select(Of)];
    }

    private static Rule Of(YamlNode node)
    {
        var rule = (YamlMappingNode)node;
        bool isAlert = rule.Children.ContainsKey("alert");
        string name = Text(rule[isAlert ? "alert" : "record"]);
        return new Rule(name, isAlert, Text(rule["expr"]), Texts(rule, "labels"), Texts(rule, "annotations"));
    }

    private static YamlSequenceNode Children(YamlNode node, string key) => (YamlSequenceNode)node[key];

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    private static Dictionary<string, string> Texts(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out YamlNode? texts)
        ? ((YamlMappingNode)texts).Children.ToDictionary(pair => Text(pair.Key), pair => Text(pair.Value))
        : [];

    [GeneratedRegex(@"\s*(?:==|!=|>=|<=|>|<)\s*[0-9.]+")]
    private static partial Regex Threshold();

    [GeneratedRegex(@"\babsent\(([^()]*)\)")]
    private static partial Regex Absence();
}
