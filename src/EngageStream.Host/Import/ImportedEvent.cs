namespace EngageStream.Host.Import;

/// <summary>An event that is ready to be sent.</summary>
/// <param name="TimeMs">Event time in Unix milliseconds.</param>
/// <param name="Key">The person, as UTF-8.</param>
/// <param name="Value">Segment JSON in UTF-8.</param>
public readonly record struct ImportedEvent(long TimeMs, byte[] Key, byte[] Value);
