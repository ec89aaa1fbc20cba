namespace EngageStream.Runtime.DeadLetters;

/// <summary>Which dead letters are meant.</summary>
/// <param name="Reason">Only those of this reason; <see langword="null"/> for all.</param>
/// <param name="SinceMs">Only those written then or later; Unix milliseconds; <see langword="null"/> for all.</param>
/// <param name="At">Only the one at this place; <see langword="null"/> for all.</param>
public sealed record DeadLetterFilter(string? Reason = null, long? SinceMs = null, DeadLetterPosition? At = null)
{
    internal bool Matches(DeadLetter letter) =>
        (Reason is null || letter.Reason == Reason)
        && (SinceMs is null || letter.TimeMs >= SinceMs)
        && (At is null || letter.Position == At);
}
