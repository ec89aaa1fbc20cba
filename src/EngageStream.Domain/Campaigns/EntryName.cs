using System.Globalization;

namespace EngageStream.Domain.Campaigns;

/// <summary>Names an entry into a campaign so that the same input always gives the same name. Written out only where needed.</summary>
/// <param name="Kind"><c>m</c> for an event's message, <c>t</c> for a timer.</param>
/// <param name="Number">Hash of the message id, written in 16 hexadecimal digits; or the due instant, in decimal.</param>
public readonly record struct EntryName(char Kind, ulong Number)
{
    /// <summary>Most characters of a name.</summary>
    public const int MaxLength = 21;

    /// <summary>An entry by an event.</summary>
    public static EntryName OfMessage(ulong messageHash) => new('m', messageHash);

    /// <summary>An entry by a timer.</summary>
    public static EntryName OfDue(long dueMs) => new('t', (ulong)dueMs);

    /// <summary>Writes the name and returns its length.</summary>
    public int Write(Span<byte> destination)
    {
        destination[0] = (byte)Kind;
        Number.TryFormat(destination[1..], out int written, Kind == 'm' ? "x16" : default, CultureInfo.InvariantCulture);
        return written + 1;
    }
}
