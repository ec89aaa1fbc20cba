using System.Text.RegularExpressions;
using EngageStream.Deploy.Tests.Support;

namespace EngageStream.Deploy.Tests.Compose;

/// <summary>docker-compose.yml with the defaults of its variables.</summary>
internal static partial class ComposeFile
{
    private static readonly Yaml Root = Yaml.Single(
        Variable().Replace(Checkout.Read("docker-compose.yml"), match => match.Groups[1].Value), "docker-compose.yml");

    public static IReadOnlyDictionary<string, Yaml> Services { get; } = Root["services"].Entries.ToDictionary();

    public static IEnumerable<string> Volumes => Root["volumes"].Keys;

    /// <summary>The services that run our program.</summary>
    public static IEnumerable<KeyValuePair<string, Yaml>> Ours => Services.Where(s => s.Value["image"].Text.StartsWith("engagestream:", StringComparison.Ordinal));

    public static string[] Texts(Yaml list) => [.. list.Items.Select(item => item.Text)];

    [GeneratedRegex(@"\$\{[A-Z_]+:-([^}]*)\}")]
    private static partial Regex Variable();
}
