using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EngageStream.Redis.Tests.Support;

/// <summary>A profile as the engine publishes it.</summary>
internal sealed record Profile(string User, string? Stage, double? Risk, string Band)
{
    /// <summary>Counts up with each profile of a person, so that a reader sees whether answers go back.</summary>
    public long Events { get; init; } = 1;

    public IReadOnlyDictionary<string, JsonNode?> Traits { get; init; } = new Dictionary<string, JsonNode?>();

    public string Json => new JsonObject
    {
        ["user"] = User,
        ["as_of"] = "2026-01-05T10:00:00.000Z",
        ["stage"] = Stage,
        ["stage_since"] = Stage is null ? null : "2026-01-01T10:00:00.000Z",
        ["risk"] = Risk,
        ["band"] = Band,
        ["band_since"] = null,
        ["first_seen"] = "2026-01-01T10:00:00.000Z",
        ["last_activity"] = "2026-01-05T09:00:00.000Z",
        ["active_days"] = 3,
        ["sessions"] = 4,
        ["events"] = Events,
        ["totals"] = new JsonArray(new JsonObject { ["event"] = "Order Completed", ["count"] = Events, ["last"] = "2026-01-05T09:00:00.000Z" }),
        ["traits"] = new JsonObject(Traits.Select(trait => KeyValuePair.Create(trait.Key, trait.Value?.DeepClone()))),
    }.ToJsonString();

    /// <summary>The fields of the person's hash, by the rules of docs/redis.md written down once more.</summary>
    public static SortedDictionary<string, string> FieldsOf(string json)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["profile"] = json };
        JsonNode profile = JsonNode.Parse(json)!;
        foreach (string name in new[] { "stage", "band", "risk" })
        {
            if (profile[name] is { } value)
            {
                fields[name] = value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
            }
        }

        return fields;
    }

    /// <summary>A profile by chance.</summary>
    public static Profile Random(Random random, string user, long events)
    {
        string?[] stages = ["introduction", "growth", "maturity", "dormant", "churned", null];
        string[] bands = ["low", "medium", "high"];
        return new Profile(
            user, stages[random.Next(stages.Length)], random.Next(10) == 0 ? null : Math.Round(random.NextDouble(), 2), bands[random.Next(bands.Length)])
        {
            Events = events,
            Traits = random.Next(2) == 0
                ? new Dictionary<string, JsonNode?>()
                : new Dictionary<string, JsonNode?> { ["firstName"] = random.Next(100).ToString(CultureInfo.InvariantCulture), ["vip"] = true, ["none"] = null },
        };
    }
}
