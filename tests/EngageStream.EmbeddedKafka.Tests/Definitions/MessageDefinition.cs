using System.Text.Json;
using EngageStream.Tests.Shared;

namespace EngageStream.EmbeddedKafka.Tests.Definitions;

/// <summary>A request or response as Apache Kafka's own machine-readable definitions give it.</summary>
internal sealed record MessageDefinition(short ApiKey, VersionRange Valid, VersionRange Flexible, IReadOnlyList<MessageField> Fields)
{
    /// <summary>The folder of the definitions among the shared data.</summary>
    public const string Folder = "kafka-messages";

    private static readonly JsonDocumentOptions WithComments = new() { CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads the definition of, for example, <c>FetchRequest</c>.</summary>
    public static MessageDefinition Read(string name)
    {
        string file = SharedData.Find($"{Folder}/{name}.json") ?? throw new FileNotFoundException($"no definition of {name}");
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(file), WithComments);
        JsonElement root = json.RootElement;
        Dictionary<string, JsonElement> shared = root.TryGetProperty("commonStructs", out JsonElement structs)
            ? structs.EnumerateArray().ToDictionary(s => s.GetProperty("name").GetString()!) : [];
        return new MessageDefinition(
            root.GetProperty("apiKey").GetInt16(),
            VersionRange.Parse(root.GetProperty("validVersions").GetString()),
            VersionRange.Parse(root.GetProperty("flexibleVersions").GetString()),
            MessageField.ReadAll(root, shared));
    }
}
