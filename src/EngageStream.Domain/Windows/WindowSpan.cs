using EngageStream.Domain.Time;

namespace EngageStream.Domain.Windows;

/// <summary>The rolling windows that a playbook can ask for.</summary>
public enum WindowSpan : byte
{
    Hour1,
    Hours24,
    Days7,
    Days30,
    Days90,
}

/// <summary>Lengths, names and bucket grain of the windows.</summary>
public static class WindowSpans
{
    private static readonly string[] NameTable = ["1h", "24h", "7d", "30d", "90d"];

    private static ReadOnlySpan<long> Lengths =>
        [Durations.Hour, Durations.Day, 7 * Durations.Day, 30 * Durations.Day, 90 * Durations.Day];

    /// <summary>Names as a playbook writes them, in the order of <see cref="WindowSpan"/>.</summary>
    public static IReadOnlyList<string> Names => NameTable;

    /// <summary>Length in milliseconds.</summary>
    public static long LengthMs(this WindowSpan span) => Lengths[(int)span];

    /// <summary>The grain whose buckets carry the window: 30 and 90 days share the local days.</summary>
    public static BucketGrain Grain(this WindowSpan span) => (BucketGrain)Math.Min((byte)span, (byte)BucketGrain.LocalDay);

    /// <summary>The name as a playbook writes it, such as <c>30d</c>.</summary>
    public static string Name(this WindowSpan span) => NameTable[(int)span];
}
