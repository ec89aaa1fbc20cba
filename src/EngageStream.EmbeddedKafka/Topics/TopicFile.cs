using System.Text.Json;
using System.Text.Json.Serialization;
using EngageStream.EmbeddedKafka.Storage;

namespace EngageStream.EmbeddedKafka.Topics;

/// <summary>What a topic's folder says about it, in <c>topic.json</c>. A folder without that file was not finished.</summary>
internal sealed record TopicFile(Guid Id, int Partitions, SortedDictionary<string, string> Configs)
{
    private const string Name = "topic.json";

    public static TopicFile? TryRead(string directory)
    {
        string path = Path.Combine(directory, Name);
        return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), TopicFileContext.Default.TopicFile) : null;
    }

    public void Write(string directory) =>
        AtomicFile.Write(Path.Combine(directory, Name), JsonSerializer.SerializeToUtf8Bytes(this, TopicFileContext.Default.TopicFile));
}

/// <summary>Serialisation without reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(TopicFile))]
internal sealed partial class TopicFileContext : JsonSerializerContext;
