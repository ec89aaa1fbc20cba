using System.Text;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.LoadGenerator.Disturbances;
using EngageStream.LoadGenerator.Records;

namespace EngageStream.LoadGenerator.Tests.Disturbances;

public sealed class DisturbanceTests
{
    private static readonly EventSchema Schema = EventSchema.Empty;
    private readonly EventParser _parser = new(Schema, EventTimePolicy.Default);
    private readonly InputEvent _event = new(Schema);

    [Fact]
    public void Every_malformed_value_is_refused_for_the_reason_it_states()
    {
        for (int kind = 0; kind < MalformedValues.Count; kind++)
        {
            (string reason, byte[] value) = MalformedValues.Of(kind, "user-1", Loads.StartMs);

            Assert.Equal(reason.Replace("_", ""), _parser.Parse(value, Loads.StartMs, _event).ToString().ToLowerInvariant());
        }
    }

    [Fact]
    public void A_wrong_clock_that_says_when_it_sent_does_not_change_when_the_event_happened()
    {
        var disturbances = DisturbanceOptions.None with { SkewShare = 1 };

        foreach (LoadRecord record in LoadStream.Records(Loads.Of(disturbances: disturbances)))
        {
            Assert.Equal(EventError.None, _parser.Parse(record.Value, record.TimeMs, _event));
            Assert.Equal(record.TimeMs, _event.TimestampMs);
        }
    }

    [Fact]
    public void Each_kind_of_disturbance_occurs()
    {
        DisturbanceOptions none = DisturbanceOptions.None;
        Assert.Contains(Parsed(none with { LateShare = 1 }), e => e.RecordMs - e.EventMs > 3_600_000);
        Assert.Contains(Parsed(none with { DisorderShare = 0.5 }).Pairwise(), pair => pair.Before.EventMs > pair.After.EventMs);
        Assert.Contains(Parsed(none with { DuplicateShare = 0.1 }).GroupBy(e => e.Hash), same => same.Count() == 2);
        Assert.All(Parsed(none with { AnonymousShare = 1 }), e => Assert.False(e.HasId));
        Assert.All(Parsed(none with { FutureShare = 1 }), e => Assert.True(e.FromFuture));
        Assert.Contains(LoadStream.Records(Loads.Of(disturbances: none with { MalformedShare = 1 })), r => r.Value is [(byte)'h', ..]);
    }

    private IEnumerable<Seen> Parsed(DisturbanceOptions disturbances)
    {
        foreach (LoadRecord record in LoadStream.Records(Loads.Of(disturbances: disturbances)))
        {
            Assert.Equal(EventError.None, _parser.Parse(record.Value, record.TimeMs, _event));
            yield return new Seen(record.TimeMs, _event.TimestampMs, _event.MessageHash, _event.HasMessageId, _event.ClampedFromFuture);
        }
    }

    internal sealed record Seen(long RecordMs, long EventMs, ulong Hash, bool HasId, bool FromFuture);
}

internal static class Pairs
{
    public static IEnumerable<(T Before, T After)> Pairwise<T>(this IEnumerable<T> items)
    {
        T[] all = items.ToArray();
        return all.Zip(all.Skip(1));
    }
}
