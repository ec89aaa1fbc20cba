using System.Reflection;
using System.Xml.Linq;

namespace EngageStream.EndToEnd.Tests.Architecture;

/// <summary>Dependencies point inwards: the table of docs/architecture.md, held against project files and assemblies.</summary>
public sealed class ProjectDependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["EngageStream.Domain"] = [],
        ["EngageStream.Playbooks"] = ["EngageStream.Domain", "YamlDotNet"],
        ["EngageStream.Runtime"] = ["EngageStream.Domain", "Confluent.Kafka", "Microsoft.AspNetCore.App"],
        ["EngageStream.EmbeddedKafka"] = ["Microsoft.AspNetCore.App", "Microsoft.Extensions.Logging.Abstractions"],
        ["EngageStream.Fitting"] = ["EngageStream.Domain", "MathNet.Numerics"],
        ["EngageStream.Redis"] = ["EngageStream.Domain", "Confluent.Kafka", "Microsoft.Extensions.Logging.Abstractions", "StackExchange.Redis"],
        ["EngageStream.Console"] = ["EngageStream.Domain", "Microsoft.AspNetCore.App", "Microsoft.AspNetCore.OpenApi"],
        ["EngageStream.Host"] =
        [
            "EngageStream.Domain", "EngageStream.Playbooks", "EngageStream.Runtime", "EngageStream.EmbeddedKafka", "EngageStream.Fitting",
            "EngageStream.Redis", "EngageStream.Console", "OpenTelemetry", "OpenTelemetry.Exporter.OpenTelemetryProtocol",
            "Confluent.Kafka", "Microsoft.AspNetCore.App", "Spectre.Console", "System.CommandLine", "YamlDotNet",
        ],
    };

    public static TheoryData<string> Projects =>
        [.. Directory.EnumerateDirectories(Repository.PathOf("src")).Select(folder => Path.GetFileName(folder))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_what_its_place_allows(string project)
    {
        Assert.True(Allowed.TryGetValue(project, out string[]? allowed), $"{project} has no row in the table of this test.");
        XDocument file = XDocument.Load(Repository.PathOf($"src/{project}/{project}.csproj"));
        IEnumerable<string> references = file.Descendants()
            .Where(element => element.Name.LocalName is "ProjectReference" or "PackageReference" or "FrameworkReference")
            .Select(element => element.Attribute("Include")!.Value)
            .Select(NameOf);

        Assert.Empty(references.Except(allowed));
    }

    [Fact]
    public void The_domain_needs_nothing_but_the_base_class_library()
    {
        IEnumerable<string> foreign = typeof(Domain.Model.EngagementModel).Assembly.GetReferencedAssemblies()
            .Select(name => name.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal));

        Assert.Empty(foreign);
    }

    [Fact]
    public void Only_the_host_joins_broker_and_engine()
    {
        Assembly broker = typeof(EmbeddedKafka.EmbeddedBroker).Assembly;
        Assembly engine = typeof(Runtime.Hosting.EngineHost).Assembly;

        Assert.DoesNotContain(broker.GetReferencedAssemblies(), name => name.Name!.StartsWith("EngageStream.", StringComparison.Ordinal));
        Assert.DoesNotContain(broker.GetReferencedAssemblies(), name => name.Name == "Confluent.Kafka");
        Assert.Equal("EngageStream.Domain", Assert.Single(
            engine.GetReferencedAssemblies(), name => name.Name!.StartsWith("EngageStream.", StringComparison.Ordinal)).Name);
    }

    private static string NameOf(string include) =>
        include.EndsWith(".csproj", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(include.Replace('\\', '/')) : include;
}
