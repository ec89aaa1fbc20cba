using System.Reflection;
using System.Xml.Linq;
using EngageStream.Oracle.Judgement;

namespace EngageStream.Oracle.Tests.Architecture;

/// <summary>An oracle that shares code with what it judges shares its faults.</summary>
public sealed class IndependenceTests
{
    [Fact]
    public void The_project_refers_to_no_project_and_compiles_no_file_of_another()
    {
        XDocument file = XDocument.Load(Repository.PathOf("load-tests/EngageStream.Oracle/EngageStream.Oracle.csproj"));
        string[] names = file.Descendants().Select(element => element.Name.LocalName).ToArray();

        Assert.DoesNotContain("ProjectReference", names);
        Assert.DoesNotContain("Reference", names);
        Assert.DoesNotContain("Compile", names);
        Assert.DoesNotContain("Import", names);
        Assert.Equal(
            ["Confluent.Kafka", "System.CommandLine"],
            file.Descendants("PackageReference").Select(package => package.Attribute("Include")!.Value).Order());
    }

    [Fact]
    public void The_assembly_refers_to_none_of_ours()
    {
        IEnumerable<string> ours = typeof(Judge).Assembly.GetReferencedAssemblies()
            .Select((AssemblyName name) => name.Name!)
            .Where(name => name.StartsWith("EngageStream", StringComparison.Ordinal) || name == "engagestream");

        Assert.Empty(ours);
    }
}
