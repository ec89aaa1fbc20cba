using System.Text.Json;

namespace EngageStream.EmbeddedKafka.Tests.Definitions;

/// <summary>A field of a message definition.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">A primitive's name, or that of a structure; without the brackets of an array.</param>
/// <param name="IsArray">Whether there are many.</param>
/// <param name="Versions">Versions that have it.</param>
/// <param name="Nullable">Versions in which it may be null.</param>
/// <param name="IsTagged">Whether it is among the tagged fields, which may be left out.</param>
/// <param name="Fields">Fields of a structure.</param>
internal sealed record MessageField(
    string Name, string Type, bool IsArray, VersionRange Versions, VersionRange Nullable, bool IsTagged, IReadOnlyList<MessageField> Fields)
{
    /// <summary>Reads a list of fields; structures that several of them share are given by name.</summary>
    public static List<MessageField> ReadAll(JsonElement of, Dictionary<string, JsonElement> shared) =>
        [.. of.GetProperty("fields").EnumerateArray().Select(field => Read(field, shared))];

    private static MessageField Read(JsonElement field, Dictionary<string, JsonElement> shared)
    {
        string type = field.GetProperty("type").GetString()!;
        bool isArray = type.StartsWith("[]", StringComparison.Ordinal);
        type = isArray ? type[2..] : type;
        JsonElement? structure = field.TryGetProperty("fields", out _) ? field : shared.TryGetValue(type, out JsonElement known) ? known : null;
        return new MessageField(
            field.GetProperty("name").GetString()!,
            type,
            isArray,
            VersionRange.Parse(Text(field, "versions")),
            VersionRange.Parse(Text(field, "nullableVersions")),
            field.TryGetProperty("tag", out _),
            structure is { } inner ? ReadAll(inner, shared) : []);
    }

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
