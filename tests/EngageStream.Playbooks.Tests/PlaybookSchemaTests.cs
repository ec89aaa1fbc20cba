using System.Text.Json.Nodes;

namespace EngageStream.Playbooks.Tests;

public class PlaybookSchemaTests
{
    /// <summary>When the key tables change, run the tests once with this set to 1 and commit the new file.</summary>
    internal const string Rewrite = "ENGAGESTREAM_REWRITE_SCHEMAS";

    [Fact]
    public void The_schema_file_is_the_one_made_from_the_key_tables()
    {
        string path = Repository.PathOf("docs/schemas/playbook.schema.json");
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
        {
            File.WriteAllText(path, PlaybookSchema.ToJson());
        }

        Assert.Equal(File.ReadAllText(path), PlaybookSchema.ToJson());
    }

    [Fact]
    public void Every_table_of_the_schema_is_closed_and_described()
    {
        JsonNode schema = JsonNode.Parse(PlaybookSchema.ToJson())!;
        Assert.False((bool)schema["additionalProperties"]!);
        foreach ((string key, JsonNode? value) in schema["properties"]!.AsObject())
        {
            Assert.False(string.IsNullOrWhiteSpace((string?)value!["description"]), key);
        }

        JsonNode campaign = schema["properties"]!["campaigns"]!["items"]!;
        Assert.Equal(["name", "enter", "send"], campaign["required"]!.AsArray().Select(n => (string)n!));
        Assert.Equal(4, campaign["properties"]!["enter"]!["oneOf"]!.AsArray().Count);
    }
}
