namespace EngageStream.EmbeddedKafka.Topics;

/// <summary>Kafka's rule for topic names, which are folder names too: 1–249 of letters, digits, dot, underscore, hyphen.</summary>
internal static class TopicNames
{
    public const int MaxLength = 249;

    public static bool IsValid(string name) =>
        name.Length is > 0 and <= MaxLength && name is not ("." or "..") && name.All(IsAllowed);

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-';
}
