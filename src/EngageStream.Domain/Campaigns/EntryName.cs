using System.Globalization;

namespace EngageStream.Domain.Campaigns;

/// <summary>Names an entry into a campaign so that the same input always gives the same name.</summary>
public readonly record struct EntryName(string Value)
{
    /// <summary>An entry by an event.</summary>
    public static EntryName OfMessage(ulong messageHash) => new("m" + messageHash.ToString("x16", CultureInfo.InvariantCulture));

    /// <summary>An entry by a timer.</summary>
    public static EntryName OfDue(long dueMs) => new("t" + dueMs.ToString(CultureInfo.InvariantCulture));
}
