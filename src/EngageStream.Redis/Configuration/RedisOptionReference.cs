using System.Text;

namespace EngageStream.Redis.Configuration;

/// <summary>The reference of the keys in Markdown, as docs/configuration.md holds it; a test keeps the two equal.</summary>
public static class RedisOptionReference
{
    /// <summary>The table.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("| key | default | values | meaning |\n|---|---|---|---|\n");
        foreach (RedisOptionKey option in RedisOptionKeys.All)
        {
            string standard = option.Default.Length == 0 ? "" : $"`{option.Default}`";
            text.Append($"| `{option.Key}` | {standard} | {option.Range} | {option.Meaning} |\n");
        }

        return text.ToString();
    }
}
