namespace EngageStream.Domain.Events;

/// <summary>Why a record is no event. The names are the reasons in dead letters and metrics.</summary>
public enum EventError : byte
{
    None,

    /// <summary>Not one well-formed JSON object in UTF-8.</summary>
    MalformedJson,

    /// <summary>Larger than the limit (default 32 KiB, as the Segment API's).</summary>
    TooLarge,

    /// <summary>A field that the engine needs has another JSON type than the Segment specification gives it.</summary>
    WrongType,

    /// <summary><c>type</c> is absent or none of track, identify, page, screen, group, alias.</summary>
    UnknownType,

    /// <summary>A track call without <c>event</c>.</summary>
    MissingEventName,

    /// <summary>Neither <c>userId</c> nor <c>anonymousId</c>, or one that is empty or longer than 256 bytes.</summary>
    MissingUser,

    /// <summary>A time that is not RFC 3339.</summary>
    InvalidTimestamp,

    /// <summary>A time before 2000 or, after skew correction, more than the tolerance in the future.</summary>
    AbsurdTimestamp,
}
