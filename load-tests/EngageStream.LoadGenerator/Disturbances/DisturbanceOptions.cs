using EngageStream.Domain.Time;

namespace EngageStream.LoadGenerator.Disturbances;

/// <summary>
/// What goes wrong between people and topic. Shares are parts of all events, 0 to 1; lengths of time are milliseconds of the
/// load's own time.
/// </summary>
public sealed record DisturbanceOptions
{
    /// <summary>Nothing goes wrong.</summary>
    public static DisturbanceOptions None { get; } = new()
    {
        DuplicateShare = 0,
        LateShare = 0,
        DisorderShare = 0,
        SkewShare = 0,
        FutureShare = 0,
        AnonymousShare = 0,
        MalformedShare = 0,
    };

    /// <summary>Delivered a second time, with the same message id. Default 0.01.</summary>
    public double DuplicateShare { get; init; } = 0.01;

    /// <summary>Mean time until the second delivery (exponential). Default 10 s.</summary>
    public long DuplicateMeanMs { get; init; } = 10 * Durations.Second;

    /// <summary>Most time until the second delivery. Default 10 min.</summary>
    public long DuplicateMostMs { get; init; } = 10 * Durations.Minute;

    /// <summary>Held up for long, as on a phone without a network. Default 0.01.</summary>
    public double LateShare { get; init; } = 0.01;

    /// <summary>Median of that time (log-normal, σ = 1.5). Default 30 s.</summary>
    public long LateMedianMs { get; init; } = 30 * Durations.Second;

    /// <summary>Most of that time. Default 2 h.</summary>
    public long LateMostMs { get; init; } = 2 * Durations.Hour;

    /// <summary>Held up a little, so that what happened later may come first. Default 0.05.</summary>
    public double DisorderShare { get; init; } = 0.05;

    /// <summary>Most of that time (uniform). Default 5 s.</summary>
    public long DisorderMostMs { get; init; } = 5 * Durations.Second;

    /// <summary>From a sender whose clock is wrong, which <c>sentAt</c> betrays. Default 0.01.</summary>
    public double SkewShare { get; init; } = 0.01;

    /// <summary>From a sender whose clock is ahead, which nothing betrays. Default 0.002.</summary>
    public double FutureShare { get; init; } = 0.002;

    /// <summary>Most error of a sender's clock. Default 1 h.</summary>
    public long ClockErrorMostMs { get; init; } = Durations.Hour;

    /// <summary>Without a message id; never delivered twice, since nobody could tell. Default 0.01.</summary>
    public double AnonymousShare { get; init; } = 0.01;

    /// <summary>Followed by a record that is no event. Default 0.001.</summary>
    public double MalformedShare { get; init; } = 0.001;

    /// <summary>What is wrong with the options, each with its remedy.</summary>
    public IEnumerable<string> Errors()
    {
        double[] shares = [DuplicateShare, LateShare, DisorderShare, SkewShare, FutureShare, AnonymousShare, MalformedShare];
        if (shares.Any(share => share is not (>= 0 and <= 1)))
        {
            yield return "shares of disturbed events must be 0 to 1";
        }

        long[] lengths = [DuplicateMeanMs, DuplicateMostMs, LateMedianMs, LateMostMs, DisorderMostMs, ClockErrorMostMs];
        if (lengths.Any(length => length is < 1 or > Durations.Day))
        {
            yield return "delays and clock errors must be 1 ms to 24 h";
        }
    }
}
