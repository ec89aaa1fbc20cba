using EngageStream.Domain.Churn;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.Time;
using EngageStream.Domain.Windows;

namespace EngageStream.Domain.State;

/// <summary>
/// The compact form of a user's state: what the state log carries and what an idle user costs in memory. Names stand by
/// content hash, so that playbooks can change around it; what the playbook no longer names is dropped. Not thread-safe:
/// one per shard. The layout is the lowest that a reader has to know: a state is written in the lowest one that can express it,
/// so that a former release reads it after a rollback, as long as it holds nothing new. What follows the last part is of a
/// newer release, and passed over. Layout 1 (v = varint, i = instant as distance from the last record's, 0 for never):
/// <code>
///  0         1        2              6
///  ├ layout 1┼ band 1 ┼ stage hash 4 ┼ scalars: last record v, first seen i, last activity i, stage since i, band since i,
///     first active day v, last active day - first v, active days v, session start i, session length v, sessions v,
///     ended sessions ms v, events v
///  ├ totals    n v, n × (event hash 4, count v, last i)
///  ├ campaigns n v, n × (campaign hash 4, last sent i, due i, entry hash 8 if due)
///  ├ traits    n v, n × (trait hash 4, kind 1, number 8 | length v + UTF-8)
///  ├ recent    n v, n × (message hash 8, minutes before the last record v)
///  └ series    n v, n × (series hash 4, cells m v, m × (bucket v, the first whole, the rest as distance; value 1–9))
/// </code>
/// </summary>
public sealed class UserStateCodec(EngagementModel model)
{
    /// <summary>Longest state in bytes; a longer one is refused.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>The newest layout that this release reads.</summary>
    public const byte NewestLayout = 1;

    private const byte PlainLayout = 1;
    private const int HeadLength = 6;

    private readonly StateNames _names = new(model);
    private readonly StateWriter _writer = new();

    /// <summary>The playbook whose indexes the states use.</summary>
    public EngagementModel Model { get; } = model;

    /// <summary>Writes a state, the id apart, without what has expired as of <paramref name="nowMs"/>.</summary>
    /// <returns>The bytes, valid until the next call.</returns>
    /// <exception cref="InvalidOperationException">The state is longer than <see cref="MaxLength"/>.</exception>
    public ReadOnlySpan<byte> Encode(UserState user, long nowMs)
    {
        StateWriter writer = _writer;
        writer.Clear();
        writer.Byte(PlainLayout);
        writer.Byte((byte)user.Band);
        writer.UInt32(user.Stage < 0 ? 0 : _names.StageHashes[user.Stage]);
        WriteScalars(user);
        WriteSlots(user);
        WriteRecent(user, nowMs);
        WriteSeries(in user.Cells, nowMs);
        return writer.Written.Length <= MaxLength
            ? writer.Written
            : throw new InvalidOperationException($"A user state of {writer.Written.Length} bytes exceeds {MaxLength}.");
    }

    /// <summary>Reads only the stage index (-1 where the playbook no longer has it) and the band of a compact state.</summary>
    public (int Stage, RiskBand Band) Peek(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes[..Math.Min(bytes.Length, HeadLength)]);
        return ReadHead(ref reader);
    }

    /// <summary>Reads a state of this or an older layout into <paramref name="user"/>, whose id the caller sets.</summary>
    /// <exception cref="InvalidDataException">The bytes are no state, or one of a newer layout.</exception>
    public void Decode(ReadOnlySpan<byte> bytes, UserState user)
    {
        var reader = new StateReader(bytes);
        byte[] id = user.Id;
        user.Reset();
        user.Id = id;
        (user.Stage, user.Band) = ReadHead(ref reader);
        ReadScalars(ref reader, user);
        ReadSlots(ref reader, user);
        ReadRecent(ref reader, user);
        ReadSeries(ref reader, ref user.Cells);
    }

    private (int Stage, RiskBand Band) ReadHead(ref StateReader reader)
    {
        byte layout = reader.Byte();
        if (layout is 0 or > NewestLayout)
        {
            throw new InvalidDataException(
                $"A user state has layout {layout}; this release reads up to layout {NewestLayout}. A newer release wrote it and used what this " +
                "one does not have: run that release, or a newer one.");
        }

        var band = (RiskBand)reader.Byte();
        return (_names.StageIndexes.GetValueOrDefault(reader.UInt32(), -1), band);
    }

    private void WriteScalars(UserState user)
    {
        long at = user.LastRecordMs;
        _writer.Varint((ulong)at);
        _writer.Instant(user.FirstSeenMs, at);
        _writer.Instant(user.LastActivityMs, at);
        _writer.Instant(user.StageSinceMs, at);
        _writer.Instant(user.BandSinceMs, at);
        _writer.Varint((ulong)user.FirstActiveDay);
        _writer.Varint((ulong)(user.LastActiveDay - user.FirstActiveDay));
        _writer.Varint((ulong)user.ActiveDays);
        _writer.Instant(user.SessionStartMs, at);
        _writer.Varint((ulong)(user.SessionLastMs - user.SessionStartMs));
        _writer.Varint((ulong)user.Sessions);
        _writer.Varint((ulong)user.EndedSessionsMs);
        _writer.Varint((ulong)user.Events);
    }

    private static void ReadScalars(ref StateReader reader, UserState user)
    {
        long at = (long)reader.Varint();
        user.LastRecordMs = at;
        user.FirstSeenMs = reader.Instant(at);
        user.LastActivityMs = reader.Instant(at);
        user.StageSinceMs = reader.Instant(at);
        user.BandSinceMs = reader.Instant(at);
        user.FirstActiveDay = reader.Int32();
        user.LastActiveDay = user.FirstActiveDay + reader.Int32();
        user.ActiveDays = reader.Int32();
        user.SessionStartMs = reader.Instant(at);
        user.SessionLastMs = user.SessionStartMs + (long)reader.Varint();
        user.Sessions = reader.Int32();
        user.EndedSessionsMs = (long)reader.Varint();
        user.Events = (long)reader.Varint();
    }

    private void WriteSlots(UserState user)
    {
        long at = user.LastRecordMs;
        _writer.Varint((ulong)user.Totals.Count);
        foreach (EventTotal total in user.Totals.Items)
        {
            _writer.UInt32(_names.EventHashes[total.Index]);
            _writer.Varint((ulong)total.Count);
            _writer.Instant(total.LastMs, at);
        }

        _writer.Varint((ulong)user.Campaigns.Count);
        foreach (CampaignMemory memory in user.Campaigns.Items)
        {
            _writer.UInt32(_names.CampaignHashes[memory.Index]);
            _writer.Instant(memory.LastSentMs, at);
            _writer.Instant(memory.DueMs, at);
            if (memory.DueMs != 0)
            {
                _writer.UInt64(memory.EntryHash);
            }
        }

        _writer.Varint((ulong)user.Traits.Count);
        foreach (TraitValue trait in user.Traits.Items)
        {
            _writer.UInt32(_names.TraitHashes[trait.Index]);
            _writer.Byte((byte)trait.Kind);
            if (trait.Kind == PropertyKind.Text)
            {
                _writer.Varint((ulong)trait.Text!.Length);
                _writer.Bytes(trait.Text);
            }
            else
            {
                _writer.UInt64(BitConverter.DoubleToUInt64Bits(trait.Number));
            }
        }
    }

    private void ReadSlots(ref StateReader reader, UserState user)
    {
        long at = user.LastRecordMs;
        for (int n = reader.Count(); n > 0; n--)
        {
            int index = _names.EventIndexes.GetValueOrDefault(reader.UInt32(), -1);
            var total = new EventTotal(index, (long)reader.Varint(), reader.Instant(at));
            SetIfNamed(ref user.Totals, total);
        }

        for (int n = reader.Count(); n > 0; n--)
        {
            int index = _names.CampaignIndexes.GetValueOrDefault(reader.UInt32(), -1);
            long lastSent = reader.Instant(at);
            long due = reader.Instant(at);
            SetIfNamed(ref user.Campaigns, new CampaignMemory(index, lastSent, due, due != 0 ? reader.UInt64() : 0));
        }

        for (int n = reader.Count(); n > 0; n--)
        {
            int index = _names.TraitIndexes.GetValueOrDefault(reader.UInt32(), -1);
            var kind = (PropertyKind)reader.Byte();
            SetIfNamed(ref user.Traits, kind == PropertyKind.Text
                ? new TraitValue(index, kind, 0, reader.Bytes(reader.Int32()).ToArray())
                : new TraitValue(index, kind, BitConverter.UInt64BitsToDouble(reader.UInt64()), null));
        }
    }

    private static void SetIfNamed<T>(ref SlotList<T> list, T value)
        where T : struct, ISlot
    {
        if (value.Index >= 0)
        {
            list.Set(value);
        }
    }

    private void WriteRecent(UserState user, long nowMs)
    {
        ref RecentMessages recent = ref user.Recent;
        uint nowMinute = (uint)(nowMs / Durations.Minute);
        uint at = (uint)(user.LastRecordMs / Durations.Minute);
        int first = 0;
        while (first < recent.Count && RecentMessages.IsOver(recent.MinuteAt(first), nowMinute))
        {
            first++;
        }

        _writer.Varint((ulong)(recent.Count - first));
        for (int i = first; i < recent.Count; i++)
        {
            _writer.UInt64(recent.HashAt(i));
            _writer.Varint(at - recent.MinuteAt(i));
        }
    }

    private static void ReadRecent(ref StateReader reader, UserState user)
    {
        uint at = (uint)(user.LastRecordMs / Durations.Minute);
        for (int n = reader.Count(); n > 0; n--)
        {
            ulong hash = reader.UInt64();
            user.Recent.Append(hash, at - (uint)reader.Varint());
        }
    }

    private void WriteSeries(in CellList cells, long nowMs)
    {
        ReadOnlySpan<Cell> rest = cells.Cells;
        int count = 0;
        for (ReadOnlySpan<Cell> series = NextSeries(ref rest, nowMs); !series.IsEmpty; series = NextSeries(ref rest, nowMs))
        {
            count++;
        }

        _writer.Varint((ulong)count);
        rest = cells.Cells;
        for (ReadOnlySpan<Cell> series = NextSeries(ref rest, nowMs); !series.IsEmpty; series = NextSeries(ref rest, nowMs))
        {
            _writer.UInt32(_names.SeriesHashes[series[0].Series]);
            _writer.Varint((ulong)series.Length);
            uint before = 0;
            foreach (Cell cell in series)
            {
                _writer.Varint(cell.Bucket - before);
                _writer.Value(cell.Value);
                before = cell.Bucket;
            }
        }
    }

    // The next series that has cells which some window still counts; empty when there is none.
    private ReadOnlySpan<Cell> NextSeries(ref ReadOnlySpan<Cell> rest, long nowMs)
    {
        while (!rest.IsEmpty)
        {
            uint series = rest[0].Series;
            var grain = (BucketGrain)(series % BucketGrains.Count);
            int length = 0;
            int expired = 0;
            while (length < rest.Length && rest[length].Series == series)
            {
                expired += grain.EndOf(rest[length].Bucket, Model.Calendar) + grain.LongestWindowMs() <= nowMs ? 1 : 0;
                length++;
            }

            ReadOnlySpan<Cell> live = rest[expired..length];
            rest = rest[length..];
            if (!live.IsEmpty)
            {
                return live;
            }
        }

        return default;
    }

    private void ReadSeries(ref StateReader reader, ref CellList cells)
    {
        for (int n = reader.Count(); n > 0; n--)
        {
            int series = _names.SeriesIndexes.GetValueOrDefault(reader.UInt32(), -1);
            uint bucket = 0;
            for (int m = reader.Count(); m > 0; m--)
            {
                bucket += (uint)reader.Varint();
                double value = reader.Value();
                if (series >= 0)
                {
                    // Not appended: another playbook may have ordered the series otherwise.
                    cells.Add((uint)series, bucket, value);
                }
            }
        }
    }
}
