using System.Globalization;

namespace EngageStream.Redis.Keys;

/// <summary>
/// Whose projection the keys are, and in which layout, in the one text that the field <c>topic</c> of the key <c>projection</c>
/// holds: <c>engage.profiles (layout 2)</c>. A program of an earlier layout takes it for another topic, and leaves the keys
/// alone. Layout 1 had the topic alone there.
/// </summary>
internal static class KeyLayout
{
    /// <summary>Goes up with any change of the keys that readers would notice.</summary>
    public const int Version = 2;

    /// <summary>The text for a topic.</summary>
    public static string TextOf(string topic, int version = Version) =>
        version == 1 ? topic : string.Create(CultureInfo.InvariantCulture, $"{topic} (layout {version})");

    /// <summary>Which layout a text tells of.</summary>
    /// <returns>The layout; <see langword="null"/> where the text is another topic's.</returns>
    public static int? VersionOf(string text, string topic)
    {
        const string head = " (layout ";
        if (text == topic)
        {
            return 1;
        }

        bool isOurs = text.StartsWith(topic + head, StringComparison.Ordinal) && text.EndsWith(')');
        if (!isOurs)
        {
            return null;
        }

        ReadOnlySpan<char> number = text.AsSpan(topic.Length + head.Length).TrimEnd(')');
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int version) ? version : null;
    }
}
