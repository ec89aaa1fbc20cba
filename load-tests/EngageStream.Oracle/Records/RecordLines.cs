using System.Text.Json;

namespace EngageStream.Oracle.Records;

/// <summary>Records as lines of JSON, one each, so that a run can be kept and judged again. Values are base64.</summary>
public static class RecordLines
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Writes records to a file.</summary>
    public static void Write(string path, IEnumerable<TopicRecord> records) =>
        File.WriteAllLines(path, records.Select(record => JsonSerializer.Serialize(record, Json)));

    /// <summary>Reads them back.</summary>
    /// <exception cref="JsonException">A line is no record.</exception>
    public static IReadOnlyList<TopicRecord> Read(string path) =>
        File.ReadLines(path).Select(line => JsonSerializer.Deserialize<TopicRecord>(line, Json)!).ToList();
}
