using System.Text;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using YamlDotNet.Serialization;

namespace EngageStream.Runtime.Tests.Outputs;

/// <summary>The document docs/asyncapi.yaml, and real records held against it.</summary>
internal static class AsyncApi
{
    /// <summary>The document.</summary>
    public static JsonObject Document { get; } = Read();

    /// <summary>Folder of the document, where its references begin.</summary>
    public static string Folder => Path.Combine(JsonSchemas.Root, "docs");

    /// <summary>What a pointer such as <c>#/channels/events</c> leads to; null if nothing is there.</summary>
    public static JsonNode? At(string pointer) =>
        pointer[2..].Split('/').Aggregate<string, JsonNode?>(Document, (node, name) => (node as JsonObject)?[name]);

    /// <summary>Checks the headers of a channel's records by the schema of its only message.</summary>
    public static void ValidateHeaders(string channel, IEnumerable<ConsumeResult<byte[], byte[]>> records)
    {
        string message = (string)Document["channels"]![channel]!["messages"]!.AsObject().Single().Value!["$ref"]!;
        JsonNode headers = At((string)At(message)!["headers"]!["$ref"]!)!;
        string schema = Path.GetTempFileName();
        try
        {
            File.WriteAllText(schema, headers.ToJsonString());
            Assert.Equal("", JsonSchemas.ErrorsIn(schema, records.Select(record => HeadersOf(record).ToJsonString())));
        }
        finally
        {
            File.Delete(schema);
        }
    }

    private static JsonObject HeadersOf(ConsumeResult<byte[], byte[]> record) =>
        new(record.Message.Headers.Select(header => KeyValuePair.Create<string, JsonNode?>(header.Key, Encoding.UTF8.GetString(header.GetValueBytes()))));

    private static JsonObject Read()
    {
        object? yaml = new DeserializerBuilder().Build().Deserialize<object?>(File.ReadAllText(Path.Combine(Folder, "asyncapi.yaml")));
        return JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(yaml))!.AsObject();
    }
}
