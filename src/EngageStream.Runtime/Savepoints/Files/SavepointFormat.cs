using System.Text.Json;

namespace EngageStream.Runtime.Savepoints.Files;

/// <summary>
/// The file of a savepoint: sections behind eight bytes that name the format. Numbers are little-endian.
/// <code>
///  0                8
///  ├ "engagesp" 8   ┼ section … ┤
///
///  0        1          5      5 + length
///  ├ kind 1 ┼ length 4 ┼ body ┼ XXH64 of kind, length and body 8 ┤
/// </code>
/// The sections are: the header; for each partition, by number, its own and then its users in the entries of the state log's
/// batches; the end with the number of users, without which a file is truncated. A section of a kind from 128 on that a
/// reader does not know is passed over; any other is refused.
/// </summary>
internal static class SavepointFormat
{
    /// <summary>The version that this release knows.</summary>
    public const int Newest = 1;

    /// <summary>The lowest version that can express what this release writes.</summary>
    public const int Lowest = 1;

    public const int SectionHead = 5;
    public const int SectionTail = 8;

    /// <summary>A section is closed before it grows longer, but for a single user.</summary>
    public const int MaxBody = 256 * 1024;

    /// <summary>No section is longer, so that a damaged length is found before memory is asked for.</summary>
    public const int MostBody = 1024 * 1024;

    public static ReadOnlySpan<byte> Magic => "engagesp"u8;

    public static JsonSerializerOptions Json { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}

/// <summary>Kinds of sections.</summary>
internal enum SavepointSection : byte
{
    Header = 1,
    Partition = 2,
    Users = 3,
    End = 4,

    /// <summary>From here on, what a reader does not know is passed over.</summary>
    FirstOptional = 128,
}
