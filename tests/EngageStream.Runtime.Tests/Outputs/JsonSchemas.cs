using System.Diagnostics;
using System.Text;
using Confluent.Kafka;

namespace EngageStream.Runtime.Tests.Outputs;

/// <summary>
/// Validates real output against docs/schemas with Python's jsonschema (Debian: python3-jsonschema): the feed has no
/// validator for .NET.
/// </summary>
internal static class JsonSchemas
{
    private const string Script = """
        import json, sys
        from jsonschema import Draft202012Validator, FormatChecker
        schema = json.load(open(sys.argv[1]))
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema, format_checker=FormatChecker())
        bad = 0
        for line in sys.stdin:
            for error in validator.iter_errors(json.loads(line)):
                bad += 1
                print(error.json_path, error.message, "in", line.strip())
        sys.exit(3 if bad else 0)
        """;

    /// <summary>Repository root, found by its solution.</summary>
    public static string Root { get; } = FindRoot();

    public static void Validate(string schema, IEnumerable<ConsumeResult<byte[], byte[]>> records) =>
        Assert.Equal("", Errors(schema, records.Select(record => Encoding.UTF8.GetString(record.Message.Value))));

    /// <summary>What is wrong with documents, one line each; empty if nothing is.</summary>
    public static string Errors(string schema, IEnumerable<string> documents) =>
        ErrorsIn(Path.Combine(Root, "docs", "schemas", $"{schema}.schema.json"), documents);

    /// <summary>The same by the schema in a file.</summary>
    public static string ErrorsIn(string schemaPath, IEnumerable<string> documents)
    {
        var start = new ProcessStartInfo("python3")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "-c", Script, schemaPath },
        };
        using Process python = Process.Start(start)!;
        Task<string> errors = python.StandardError.ReadToEndAsync();
        foreach (string document in documents)
        {
            Assert.DoesNotContain('\n', document);
            python.StandardInput.WriteLine(document);
        }

        python.StandardInput.Close();
        string output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        Assert.True(python.ExitCode is 0 or 3, $"python3 with jsonschema is needed (apt-get install python3-jsonschema): {errors.Result}");
        return output;
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EngageStream.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("No EngageStream.sln above the tests.");
    }
}
