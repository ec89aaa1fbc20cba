using System.Text.Json.Nodes;

namespace EngageStream.Deploy.Tests.Support;

/// <summary>Validates by a JSON Schema with Debian's python3-jsonschema.</summary>
internal static class JsonSchema
{
    private const string Script = """
        import json, sys, jsonschema
        schema = json.load(open(sys.argv[1]))
        jsonschema.Draft7Validator.check_schema(schema)
        validator = jsonschema.Draft7Validator(schema)
        for line in sys.stdin:
            print('; '.join(f"{'.'.join(map(str, e.absolute_path))}: {e.message}" for e in validator.iter_errors(json.loads(line))))
        """;

    /// <summary>What is wrong with each document, in their order; empty for nothing.</summary>
    public static async Task<string[]> ErrorsAsync(string schema, params JsonNode[] documents)
    {
        string input = string.Concat(documents.Select(document => document.ToJsonString() + "\n"));
        (int code, string output, string error) = await Tools.RunAsync("/usr/bin/python3", ["-c", Script, schema], input);
        Assert.True(code == 0, $"python3 with jsonschema is needed (apt-get install python3-jsonschema): {error}");
        return output.Split('\n')[..^1];
    }
}
