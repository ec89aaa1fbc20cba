using System.Text.Json;

namespace EngageStream.Host.Demo;

/// <summary>A trigger's reason in one line: the rule, and each value once.</summary>
internal static class WhyText
{
    /// <summary>The reason of a trigger's body.</summary>
    public static string Of(JsonElement body)
    {
        JsonElement why = body.GetProperty("why");
        IEnumerable<string> values = why.GetProperty("values").EnumerateArray()
            .Select(value => $"{value.GetProperty("expression").GetString()} = {value.GetProperty("text").GetString()}")
            .Distinct(StringComparer.Ordinal);
        string rule = why.GetProperty("rule").GetString() ?? "";
        string list = string.Join(", ", values);
        return list.Length == 0 ? rule : $"{rule} ({list})";
    }
}
