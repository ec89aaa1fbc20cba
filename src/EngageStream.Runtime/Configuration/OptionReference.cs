using System.Text;

namespace EngageStream.Runtime.Configuration;

/// <summary>The reference of all keys in Markdown, as docs/configuration.md holds it; a test keeps the two equal.</summary>
public static class OptionReference
{
    /// <summary>The two tables.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("| key | default | values | meaning |\n|---|---|---|---|\n");
        foreach (OptionKey option in OptionKeys.All)
        {
            string standard = option.Default.Length == 0 ? "" : option.Default.Contains(' ', StringComparison.Ordinal) ? option.Default : $"`{option.Default}`";
            text.Append($"| `{option.Key}` | {standard} | {option.Range} | {option.Meaning} |\n");
        }

        text.Append("| `kafka.bootstrap.servers` | required | host:port, separated by commas | Where Kafka is. |\n");
        text.Append("| `kafka.*` | | see librdkafka | Passed on to every client, for example `kafka.security.protocol`. |\n");
        text.Append("| `redis.*` | | see above | The projection to Redis. |\n");
        text.Append("\nThese belong to the engine and are refused:\n\n| key | instead |\n|---|---|\n");
        foreach ((string key, string remedy) in KafkaSettings.Owned)
        {
            text.Append($"| `kafka.{key}` | {remedy} |\n");
        }

        return text.ToString();
    }
}
