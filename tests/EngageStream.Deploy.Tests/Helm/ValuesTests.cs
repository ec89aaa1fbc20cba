using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EngageStream.Deploy.Tests.Support;

namespace EngageStream.Deploy.Tests.Helm;

/// <summary>The values: documented, used, checked by the schema, and refused with a reason where they contradict each other.</summary>
public sealed partial class ValuesTests
{
    private static readonly string Schema = Checkout.PathOf($"{Chart.Folder}/values.schema.json");
    private static readonly string Defaults = Checkout.Read($"{Chart.Folder}/values.yaml");

    private static readonly string Templates = string.Concat(
        Directory.EnumerateFiles(Checkout.PathOf($"{Chart.Folder}/templates")).Order().Select(File.ReadAllText));

    [Fact]
    public async Task The_schema_takes_the_defaults_and_every_set()
    {
        JsonNode[] documents =
        [
            Yaml.Single(Defaults, "values.yaml").ToJson()!,
            .. Chart.SetNames.Select(set => Chart.ValuesOf(set).ToJson()!),
        ];
        Assert.All(await JsonSchema.ErrorsAsync(Schema, documents), error => Assert.Equal("", error));
    }

    [Fact]
    public async Task The_schema_refuses_what_is_wrong()
    {
        string[] wrong =
        [
            "engine: { replica: 3 }", "engine: { replicas: three }", "engine: { memoryLimitBytes: 1000 }", "engine: { standby: some }",
            "image: { tag: latest }", "image: { digest: 'sha256:12' }", "image: { pullPolicy: Sometimes }", "kafka: { bootstrapServers: kafka }",
            "kafka: { sasl: { mechanism: GSSAPI } }", "kafka: { sasl: { password: hunter2 } }", "topics: { replicationFactor: 0 }",
            "topics: { prefix: 'a b' }", "playbook: { files: { starter.txt: x } }", "autoscaling: { type: cpu }",
            "networkPolicy: { kafkaPorts: [] }", "projection: { settings: { Servers: x } }", "surprise: 1",
        ];
        string[] errors = await JsonSchema.ErrorsAsync(Schema, [.. wrong.Select(text => Yaml.Single(text, text).ToJson()!)]);
        Assert.Equal(wrong.Length, errors.Length);
        Assert.All(wrong.Zip(errors), pair => Assert.True(pair.Second.Length > 0, pair.First));
    }

    [GoTheory]
    [InlineData("engine: { memoryLimitBytes: 0 }", "engine.scratch.enabled has no use without engine.memoryLimitBytes")]
    [InlineData("api: { enabled: true }", "api.existingSecret is missing")]
    [InlineData("kafka: { bootstrapServers: '' }", "kafka.bootstrapServers is missing")]
    [InlineData("kafka: { tls: { enabled: true, existingSecret: s, certKey: c } }", "kafka.tls.keyKey is missing")]
    [InlineData("autoscaling: { type: keda, maxReplicas: 9 }", "more than the 16 partitions")]
    [InlineData("autoscaling: { type: hpa, minReplicas: 7 }", "autoscaling.maxReplicas is below autoscaling.minReplicas")]
    public async Task What_contradicts_itself_ends_with_the_remedy(string values, string message)
    {
        (_, string error) = await Chart.RenderAsync(Yaml.Single(values, values).ToJson()!);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_value_is_used_by_a_template_and_nothing_else_is()
    {
        HashSet<string> used = [.. Used().Matches(Templates).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(used);
        Assert.All(ValueTable.Rows, row => Assert.True(
            used.Any(path => row.Path == path || (row.Path.StartsWith(path + ".", StringComparison.Ordinal) && IsWhole(path))), row.Path));
        Assert.All(used, path => Assert.Contains(
            ValueTable.Rows, row => row.Path == path || row.Path.StartsWith(path + ".", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_value_is_documented() =>
        Assert.All(ValueTable.Rows, row => Assert.True(row.Meaning.Length > 3 && row.Meaning.EndsWith('.'), $"{row.Path}: '{row.Meaning}'"));

    [Fact]
    public void Every_value_has_its_place_in_the_schema()
    {
        JsonNode schema = JsonNode.Parse(File.ReadAllText(Schema))!;
        Assert.All(ValueTable.Rows, row => Assert.NotNull(
            row.Path.Split('.').Aggregate((JsonNode?)schema, (node, key) => node?["properties"]?[key])));
    }

    [Fact]
    public void The_table_of_the_document_is_made_of_the_comments()
    {
        string document = Checkout.Read("docs/deploy.md");
        const string start = "<!-- values: generated from values.yaml, kept equal by a test -->\n\n";
        int at = document.IndexOf(start, StringComparison.Ordinal);
        Assert.True(at >= 0, "docs/deploy.md has no table of values");
        Assert.StartsWith(ValueTable.Markdown(), document[(at + start.Length)..], StringComparison.Ordinal);
    }

    // A map or list that a template takes as a whole, whatever is in it.
    private static bool IsWhole(string path) => ValueTable.Rows.Any(row => row.Path == path);

    [GeneratedRegex(@"\.Values\.([A-Za-z.]+[A-Za-z])")]
    private static partial Regex Used();
}
