using System.Buffers;
using System.Globalization;
using System.Text.Json;
using EngageStream.Runtime.Outputs;

namespace EngageStream.Runtime.Nodes;

/// <summary>An announcement as JSON: docs/schemas/node.v1.schema.json.</summary>
internal static class NodeBody
{
    /// <summary>Writes an announcement.</summary>
    public static byte[] Write(NodeAnnouncement node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("node"u8, node.NodeId);
        json.WriteString("url"u8, node.Url?.ToString());
        json.WriteString("version"u8, node.Version);
        Rfc3339.WriteTo(json, "as_of"u8, node.AsOf.ToUnixTimeMilliseconds());
        WriteNumbers(json, "partitions", node.Partitions);
        WriteNumbers(json, "restoring", node.Restoring);
        WriteCounts(json, "users_by_stage", node.UsersByStage);
        WriteCounts(json, "users_by_band", node.UsersByBand);
        json.WriteStartArray("campaigns"u8);
        foreach (NodeCampaignCount campaign in node.Campaigns)
        {
            json.WriteStartObject();
            json.WriteString("campaign"u8, campaign.Campaign);
            json.WriteString("channel"u8, campaign.Channel);
            json.WriteString("outcome"u8, campaign.Outcome);
            json.WriteNumber("count"u8, campaign.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads an announcement. Members that this release does not know are passed over.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static NodeAnnouncement Read(ReadOnlyMemory<byte> value)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(value);
            JsonElement node = document.RootElement;
            return new NodeAnnouncement(
                node.GetProperty("node").GetString()!,
                node.GetProperty("url").GetString() is { } url ? new Uri(url) : null,
                node.GetProperty("version").GetString()!,
                DateTimeOffset.Parse(node.GetProperty("as_of").GetString()!, CultureInfo.InvariantCulture),
                ReadNumbers(node.GetProperty("partitions")),
                ReadNumbers(node.GetProperty("restoring")),
                ReadCounts(node.GetProperty("users_by_stage")),
                ReadCounts(node.GetProperty("users_by_band")),
                [.. node.GetProperty("campaigns").EnumerateArray().Select(campaign => new NodeCampaignCount(
                    campaign.GetProperty("campaign").GetString()!,
                    campaign.GetProperty("channel").GetString()!,
                    campaign.GetProperty("outcome").GetString()!,
                    campaign.GetProperty("count").GetInt64()))]);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"The value is no announcement of a node: {error.Message}", error);
        }
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<int> numbers)
    {
        json.WriteStartArray(name);
        foreach (int number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, long> counts)
    {
        json.WriteStartObject(name);
        foreach ((string key, long count) in counts)
        {
            json.WriteNumber(key, count);
        }

        json.WriteEndObject();
    }

    private static int[] ReadNumbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetInt32())];

    private static Dictionary<string, long> ReadCounts(JsonElement counts) =>
        counts.EnumerateObject().ToDictionary(count => count.Name, count => count.Value.GetInt64());
}
