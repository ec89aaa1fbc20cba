using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.Time;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Tests.Shards;

namespace EngageStream.Runtime.Tests.Simulation;

/// <summary>
/// A partition of the input topic: events of a few people, some of them twice, late, out of order or with a text of many
/// kilobytes; clock marks in a replay; records that are nobody's. A live topic's timestamps only grow, a replayed one's do not.
/// </summary>
internal sealed class SimulatedInput
{
    public const long StartMs = 1_767_225_600_000; // 2026-01-01T00:00:00Z

    private static readonly long[] Steps =
    [
        0, 1, Durations.Second, 7 * Durations.Minute, Durations.Hour, 5 * Durations.Hour, 26 * Durations.Hour,
        9 * Durations.Day, 40 * Durations.Day,
    ];

    private readonly List<Entry> _entries = [];

    public SimulatedInput(Random random, bool live, bool largeStates)
    {
        int users = random.Next(1, largeStates ? 25 : 12);
        int count = random.Next(20, 90);
        long now = StartMs;
        for (int i = 0; i < count; i++)
        {
            now += Steps[random.Next(10) switch { < 7 => random.Next(5), < 9 => random.Next(5, 7), _ => random.Next(7, Steps.Length) }];
            long timestamp = live || random.Next(6) > 0 ? now : now - random.Next((int)Durations.Hour);
            _entries.Add(MakeEntry(random, timestamp, users, live, largeStates));
        }

        EndMs = now + (45 * Durations.Day);
        if (!live)
        {
            _entries.Add(new Entry(EntryKind.Mark, EndMs));
        }
    }

    private enum EntryKind
    {
        Event,
        Mark,
        Nobodys,
    }

    /// <summary>Records.</summary>
    public int Count => _entries.Count;

    /// <summary>An instant after all, at which all silences have come true.</summary>
    public long EndMs { get; }

    /// <summary>When a record was appended.</summary>
    public long TimestampMs(int offset) => _entries[offset].TimestampMs;

    /// <summary>Hands a record to a shard.</summary>
    public void Deliver(int offset, Shard shard, EngagementModel model)
    {
        Entry entry = _entries[offset];
        var position = new RecordPosition(shard.Partition, offset, entry.TimestampMs);
        switch (entry.Kind)
        {
            case EntryKind.Mark:
                shard.AdvanceClock(entry.TimestampMs, position);
                break;
            case EntryKind.Nobodys:
                shard.Skip(position);
                break;
            default:
                shard.Receive(MakeEvent(entry, model), position, sendMs: 0);
                break;
        }
    }

    private Entry MakeEntry(Random random, long timestampMs, int users, bool live, bool largeStates)
    {
        int kind = random.Next(20);
        if (kind == 0 || (kind == 1 && !live))
        {
            return new Entry(kind == 0 ? EntryKind.Nobodys : EntryKind.Mark, timestampMs);
        }

        if (kind < 5 && _entries.Count > 0 && _entries[random.Next(_entries.Count)] is { Kind: EntryKind.Event } twice)
        {
            return twice with { TimestampMs = timestampMs };
        }

        long late = random.Next(5) > 0 ? 0 : random.NextInt64(3 * Durations.Day);
        int text = largeStates && random.Next(3) == 0 ? random.Next(5_000, 40_000) : 0;
        var message = (ulong)random.NextInt64(1, long.MaxValue);
        return new Entry(EntryKind.Event, timestampMs, $"user-{random.Next(users)}", random.Next(3), timestampMs - late, message, text);
    }

    private static InputEvent MakeEvent(Entry entry, EngagementModel model)
    {
        InputEvent e = ShardModels.Event(model, entry.User, entry.Event, entry.EventMs, entry.Message);
        e.RecordTimestampMs = entry.TimestampMs;
        if (entry.Text > 0)
        {
            var text = new byte[entry.Text];
            Array.Fill(text, (byte)('a' + (entry.Message % 26)));
            e.Traits[0] = new PropertyValue(PropertyKind.Text, 0, e.Append(text), text.Length);
            e.HasTraits = true;
            e.Kind = EventKind.Identify;
        }

        return e;
    }

    private sealed record Entry(
        EntryKind Kind, long TimestampMs, string User = "", int Event = 0, long EventMs = 0, ulong Message = 0, int Text = 0);
}
