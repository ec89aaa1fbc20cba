using System.Text.Json;
using System.Text.Json.Nodes;
using EngageStream.Deploy.Tests.Support;

namespace EngageStream.Deploy.Tests.Helm;

/// <summary>Builds the renderer once and renders the chart with every set of values in <c>Helm/values</c>, and with none.</summary>
public sealed class Chart : IAsyncLifetime
{
    public const string Folder = "helm/engagestream";
    private const string ValueSets = "tests/EngageStream.Deploy.Tests/Helm/values";
    private const string Source = "tests/EngageStream.Deploy.Tests/Helm/render/main.go";

    // The release is named so that its services' variables would look like settings.
    private const string ReleaseName = "engage";

    // Built once for all test classes, beside the other products of the build.
    private static readonly Lazy<Task<string>> Renderer = new(BuildAsync);
    private readonly Dictionary<string, Release> _releases = [];

    /// <summary>Names of the value sets.</summary>
    public static TheoryData<string> Sets => [.. SetNames];

    internal static string[] SetNames =>
        ["defaults", .. Directory.EnumerateFiles(Checkout.PathOf(ValueSets)).Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    internal Release this[string set] => _releases[set];

    internal IEnumerable<Release> All => _releases.Values;

    /// <summary>The values of a set.</summary>
    internal static Yaml ValuesOf(string set) => set == "defaults"
        ? Yaml.Single("{}", set)
        : Yaml.Single(Checkout.Read($"{ValueSets}/{set}.yaml"), set);

    public async Task InitializeAsync()
    {
        if (Tools.Go is null)
        {
            return;
        }

        foreach (string set in SetNames)
        {
            Yaml values = ValuesOf(set);
            (IReadOnlyDictionary<string, string> files, string error) = await RenderAsync(values.ToJson()!);
            Assert.Equal("", error);
            _releases[set] = new Release(set, values, files);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Renders the chart with any values.</summary>
    /// <returns>Text by template, and the error that the chart ends with.</returns>
    internal static async Task<(IReadOnlyDictionary<string, string> Files, string Error)> RenderAsync(JsonNode values)
    {
        var request = new JsonObject { ["name"] = "", ["release"] = ReleaseName, ["namespace"] = "shop", ["values"] = values.DeepClone() };
        (int code, string output, string error) =
            await Tools.RunAsync(await Renderer.Value, [Checkout.PathOf(Folder)], request.ToJsonString() + "\n");
        Assert.True(code == 0, error);
        using var answer = JsonDocument.Parse(output);
        JsonElement files = answer.RootElement.GetProperty("files");
        return (files.ValueKind == JsonValueKind.Null ? new Dictionary<string, string>() : files.EnumerateObject().ToDictionary(f => f.Name, f => f.Value.GetString()!),
            answer.RootElement.GetProperty("error").GetString()!);
    }

    private static async Task<string> BuildAsync()
    {
        string program = Checkout.PathOf("artifacts/helm-render/render");
        var source = new FileInfo(Checkout.PathOf(Source));
        if (File.Exists(program) && File.GetLastWriteTimeUtc(program) > source.LastWriteTimeUtc)
        {
            return program;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(program)!);
        // Debian's libraries lie in a GOPATH; nothing is downloaded.
        var environment = new Dictionary<string, string?>
        {
            ["GO111MODULE"] = "off",
            ["GOPATH"] = "/usr/share/gocode",
            ["GOFLAGS"] = "",
            ["CGO_ENABLED"] = "0",
            ["GOCACHE"] = Checkout.PathOf("artifacts/helm-render/cache"),
        };
        (int code, _, string error) = await Tools.RunAsync(Tools.Go!, ["build", "-o", program, source.FullName], "", environment);
        Assert.True(code == 0, $"The renderer does not build (apt-get install golang-github-masterminds-sprig-dev): {error}");
        return program;
    }
}
