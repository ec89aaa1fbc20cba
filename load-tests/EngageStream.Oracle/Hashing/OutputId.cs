using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EngageStream.Oracle.Hashing;

/// <summary>
/// The ids of outputs (design, D9): the first 16 bytes, in hexadecimal, of the SHA-256 of parts joined by line feeds.
/// </summary>
internal static class OutputId
{
    public static string OfTransition(string user, string? from, string to, long atMs) => Of(user, "transition", $"{from}>{to}", Text(atMs));

    /// <summary>Id of a decision and of the trigger it sends. The entry is <see cref="EntryBy(ulong)"/> or <see cref="EntryBy(long)"/>.</summary>
    public static string OfDecision(string user, string campaign, string entry) => Of(user, campaign, "send", entry);

    public static string OfProfile(string user, long clockMs, long events) => Of(user, "profile", Text(clockMs), Text(events));

    /// <summary>An entry by an event: the hash of its message id or, without one, of its value.</summary>
    public static string EntryBy(ulong messageHash) => "m" + messageHash.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>An entry by a timer, named by its due instant.</summary>
    public static string EntryBy(long dueMs) => "t" + Text(dueMs);

    private static string Of(params string[] parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)))[..16]);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
