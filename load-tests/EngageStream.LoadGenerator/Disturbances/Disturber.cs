using System.Text;
using EngageStream.Host.Generation;
using EngageStream.LoadGenerator.Records;

namespace EngageStream.LoadGenerator.Disturbances;

/// <summary>Lets things go wrong, with a randomness of its own: the people do the same with and without it.</summary>
internal sealed class Disturber(DisturbanceOptions options, long seed)
{
    // No person has a negative index, so this stream is nobody's.
    private RandomSource _random = RandomSource.For(seed, -1);

    /// <summary>What of an event reaches the topic, and when; never before it happened.</summary>
    /// <param name="key">Person.</param>
    /// <param name="value">The event; may be changed.</param>
    /// <param name="timeMs">When it happens.</param>
    public IEnumerable<LoadRecord> Disturb(byte[] key, byte[] value, long timeMs)
    {
        long delivered = timeMs + Delay();
        value = Mistake(value, timeMs, out bool hasId);
        yield return new LoadRecord(key, value, delivered);
        if (_random.NextChance(options.DuplicateShare) && hasId)
        {
            long pause = (long)Math.Min(options.DuplicateMostMs, Distributions.Exponential(ref _random, options.DuplicateMeanMs));
            yield return new LoadRecord(key, value, delivered + pause);
        }

        if (_random.NextChance(options.MalformedShare))
        {
            (_, byte[] malformed) = MalformedValues.Of(_random.NextIndex(MalformedValues.Count), Encoding.UTF8.GetString(key), timeMs);
            yield return new LoadRecord(key, malformed, delivered);
        }
    }

    private long Delay()
    {
        long delay = 0;
        if (_random.NextChance(options.DisorderShare))
        {
            delay += (long)(_random.NextUnit() * options.DisorderMostMs);
        }

        if (_random.NextChance(options.LateShare))
        {
            delay += (long)Math.Min(options.LateMostMs, Distributions.LogNormal(ref _random, Math.Log(options.LateMedianMs), sigma: 1.5));
        }

        return delay;
    }

    private byte[] Mistake(byte[] value, long timeMs, out bool hasId)
    {
        hasId = true;
        long error = 1 + (long)(_random.NextUnit() * options.ClockErrorMostMs);
        if (_random.NextChance(options.SkewShare))
        {
            long shown = timeMs + (_random.NextChance(0.5) ? error : -error);
            SegmentText.SetTimestamp(value, shown);
            value = SegmentText.WithSentAt(value, shown);
        }
        else if (_random.NextChance(options.FutureShare))
        {
            SegmentText.SetTimestamp(value, timeMs + error);
        }

        if (_random.NextChance(options.AnonymousShare))
        {
            value = SegmentText.WithoutMessageId(value);
            hasId = false;
        }

        return value;
    }
}
