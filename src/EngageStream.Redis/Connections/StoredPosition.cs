using System.Globalization;
using StackExchange.Redis;

namespace EngageStream.Redis.Connections;

/// <summary>How far a partition has been projected.</summary>
/// <param name="Generation">Round of the projection; unique over all partitions.</param>
/// <param name="Offset">Offset of the next record.</param>
/// <param name="Phase">Of a rebuild.</param>
/// <param name="Until">Offset at which the rebuild has read all.</param>
internal readonly record struct StoredPosition(long Generation, long Offset, RebuildPhase Phase, long Until)
{
    /// <summary>Reads what a script gave.</summary>
    public static StoredPosition Of(RedisValue[] row) => new(
        Number(row[0]), Number(row[1]), (string?)row[2] switch
        {
            "reading" => RebuildPhase.Reading,
            "sweeping" => RebuildPhase.Sweeping,
            _ => RebuildPhase.None,
        },
        row[3].IsNullOrEmpty ? 0 : Number(row[3]));

    /// <summary>How Redis has the name of a phase.</summary>
    public static string NameOf(RebuildPhase phase) => phase switch
    {
        RebuildPhase.Reading => "reading",
        RebuildPhase.Sweeping => "sweeping",
        _ => "",
    };

    private static long Number(RedisValue value) => long.Parse((string)value!, NumberStyles.None, CultureInfo.InvariantCulture);
}
