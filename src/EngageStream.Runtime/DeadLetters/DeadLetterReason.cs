using EngageStream.Domain.Events;

namespace EngageStream.Runtime.DeadLetters;

/// <summary>
/// Why something could not be processed, as dead letters and metrics spell it: a reason of the parser
/// (<see cref="EventError"/>, in snake case) or one of these.
/// </summary>
internal static class DeadLetterReason
{
    /// <summary>The header <c>engage-type</c> names a type that this engine does not know.</summary>
    public const string UnknownRecordType = "unknown_record_type";

    /// <summary>The actor threw on this record; the person's state is as before.</summary>
    public const string ActorFault = "actor_fault";

    /// <summary>The actor threw on a timer.</summary>
    public const string TimerFault = "timer_fault";

    /// <summary>A step was done but could not be put into words.</summary>
    public const string OutputFault = "output_fault";

    /// <summary>No dead letter but the note that one was sent again: its source is a dead letter's place.</summary>
    public const string Replayed = "replayed";

    /// <summary>Every reason for which something is written there; the note of a replay is none.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Enum.GetValues<EventError>().Where(error => error != EventError.None).Select(Of),
        UnknownRecordType, ActorFault, TimerFault, OutputFault,
    ];

    /// <summary>The reason of a parser's error.</summary>
    public static string Of(EventError error) => error switch
    {
        EventError.MalformedJson => "malformed_json",
        EventError.TooLarge => "too_large",
        EventError.WrongType => "wrong_type",
        EventError.UnknownType => "unknown_type",
        EventError.MissingEventName => "missing_event_name",
        EventError.MissingUser => "missing_user",
        EventError.InvalidTimestamp => "invalid_timestamp",
        EventError.AbsurdTimestamp => "absurd_timestamp",
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, "Not an error"),
    };
}
