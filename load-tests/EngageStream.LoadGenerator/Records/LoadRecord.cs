namespace EngageStream.LoadGenerator.Records;

/// <summary>A record on its way to the topic.</summary>
/// <param name="Key">Person, UTF-8.</param>
/// <param name="Value">The event; malformed ones are any bytes.</param>
/// <param name="TimeMs">When it is delivered, Unix milliseconds.</param>
public sealed record LoadRecord(byte[] Key, byte[] Value, long TimeMs);
