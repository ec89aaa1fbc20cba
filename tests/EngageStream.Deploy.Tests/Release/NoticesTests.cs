using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using EngageStream.Deploy.Tests.Support;

namespace EngageStream.Deploy.Tests.Release;

/// <summary>THIRD-PARTY-NOTICES.md lists what the program is shipped with, as it was restored.</summary>
public sealed partial class NoticesTests
{
    // Where the feed lacks it the set-up builds librdkafka from source, and it is no package then.
    private const string Native = "librdkafka.redist";

    private static readonly string Notices = Checkout.Read("THIRD-PARTY-NOTICES.md");

    private static readonly JsonNode Assets =
        JsonNode.Parse(Checkout.Read("artifacts/obj/EngageStream.Host/project.assets.json"))!;

    [Fact]
    public void Every_package_that_is_shipped_is_listed_with_its_version_and_licence_and_no_other()
    {
        IEnumerable<string> listed = Row().Matches(Notices).Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value} {row.Groups[3].Value}");
        IEnumerable<string> shipped = Shipped().Select(p => $"{p.Name} {p.Version} {p.Licence}");
        Assert.Equal(
            shipped.Where(p => !p.StartsWith(Native, StringComparison.Ordinal)).Order(),
            listed.Where(p => !p.StartsWith(Native, StringComparison.Ordinal)).Order());
        Assert.Contains(listed, p => p.StartsWith(Native, StringComparison.Ordinal));
    }

    [Fact]
    public void Licences_are_ones_that_this_licence_can_go_with() => Assert.All(
        Row().Matches(Notices), row => Assert.Contains(row.Groups[3].Value, new[] { "Apache-2.0", "MIT", "BSD-2-Clause" }));

    // What the program loads: packages of which the build copies something.
    private static IEnumerable<(string Name, string Version, string Licence)> Shipped() =>
        from target in JsonNode.Parse(Checkout.Read("artifacts/bin/EngageStream.Host/release/engagestream.deps.json"))!["targets"]!
            .AsObject().SelectMany(t => t.Value!.AsObject())
        let parts = target.Key.Split('/')
        where new[] { "runtime", "native", "runtimeTargets" }.Any(kind => target.Value![kind] is not null)
        where !parts[0].StartsWith("EngageStream.", StringComparison.Ordinal) && parts[0] != "engagestream"
        select (parts[0], parts[1], LicenceOf(parts[0], parts[1]));

    private static string LicenceOf(string name, string version)
    {
        string lower = name.ToLowerInvariant();
        string specification = Assets["packageFolders"]!.AsObject()
            .Select(folder => Path.Combine(folder.Key, lower, version, $"{lower}.nuspec")).First(File.Exists);
        XElement metadata = XDocument.Load(specification).Root!.Elements().Single(e => e.Name.LocalName == "metadata");
        XElement? licence = metadata.Elements().SingleOrDefault(e => e.Name.LocalName == "license");
        // Packages that carry a file, or only a link, are known by name; the file says what the table says.
        return licence?.Attribute("type")?.Value == "expression" ? licence.Value : name == Native ? "BSD-2-Clause" : "MIT";
    }

    [GeneratedRegex(@"^\| ([A-Za-z0-9.]+) \| ([0-9][^ |]*) \| ([A-Za-z0-9.-]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
