using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EngageStream.Playbooks.Keys;

namespace EngageStream.Playbooks;

/// <summary>The JSON Schema (2020-12) of a playbook, made from the same key tables that the compiler checks against.</summary>
public static class PlaybookSchema
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// The schema as text, ending in a line break. It knows keys and shapes; what expressions mean only the compiler knows.
    /// In the files of a folder, keys that another file has may be missing: there, an editor asks for too much.
    /// </summary>
    public static string ToJson()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "EngageStream playbook",
        };
        foreach ((string name, JsonNode? value) in JsonSchemaWriter.Of(new TableShape(PlaybookKeys.Playbook)))
        {
            schema[name] = value?.DeepClone();
        }

        return schema.ToJsonString(Layout).ReplaceLineEndings("\n") + "\n";
    }
}
