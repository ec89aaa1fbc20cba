using System.Globalization;

namespace EngageStream.EmbeddedKafka.Tests.Definitions;

/// <summary>Versions as Kafka's message definitions write them: <c>none</c>, <c>3</c>, <c>0-4</c> or <c>2+</c>.</summary>
internal readonly record struct VersionRange(int First, int Last)
{
    public static VersionRange Parse(string? text)
    {
        if (text is null or "none")
        {
            return new VersionRange(1, 0);
        }

        string[] ends = text.TrimEnd('+').Split('-');
        int first = int.Parse(ends[0], CultureInfo.InvariantCulture);
        return new VersionRange(first, text.EndsWith('+') ? int.MaxValue : int.Parse(ends[^1], CultureInfo.InvariantCulture));
    }

    public bool Contains(int version) => version >= First && version <= Last;
}
