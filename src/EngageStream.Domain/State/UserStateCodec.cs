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
    // What is read, so that a user's lists get their room once and in the right size.
    private readonly UserState _read = new();
    private byte[] _buffer = new byte[1024];

    /// <summary>The playbook whose indexes the states use.</summary>
    public EngagementModel Model { get; } = model;

    /// <summary>Writes a state, the id apart, without what has expired as of <paramref name="nowMs"/>.</summary>
    /// <returns>The bytes, valid until the next call.</returns>
    /// <exception cref="InvalidOperationException">The state is longer than <see cref="MaxLength"/>.</exception>
    public ReadOnlySpan<byte> Encode(UserState user, long nowMs)
    {
        int most = MostBytes(user);
        if (most > _buffer.Length)
        {
            _buffer = new byte[most * 2];
        }

        var writer = new StateWriter(_buffer);
        writer.Byte(PlainLayout);
        writer.Byte((byte)user.Band);
        writer.UInt32(user.Stage < 0 ? 0 : _names.StageHashes[user.Stage]);
        WriteScalars(ref writer, user);
        WriteSlots(ref writer, user);
        WriteRecent(ref writer, user, nowMs);
        WriteSeries(ref writer, user.Cells, nowMs);
        return writer.Length <= MaxLength
            ? _buffer.AsSpan(0, writer.Length)
            : throw new InvalidOperationException($"A user state of {writer.Length} bytes exceeds {MaxLength}.");
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
        _read.Reset();
        _read.Id = user.Id;
        (_read.Stage, _read.Band) = ReadHead(ref reader);
        ReadScalars(ref reader, _read);
        ReadSlots(ref reader, _read);
        ReadRecent(ref reader, _read);
        ReadSeries(ref reader, _read.Cells);
        user.CopyFrom(_read);
    }

    private (int Stage, RiskBand Band) ReadHead(ref StateReader reader)
    {
        byte layout = reader.Byte();
        if (layout is 0 or > NewestLayout)
        {
            throw new InvalidDataException(
                $"A user state has layout {layout}; this release reads up to layout {NewestLayout}. A newer release wrote it and used " +
                "what this " +
                "one does not have: run that release, or a newer one.");
        }

        var band = (RiskBand)reader.Byte();
        return (_names.StageIndexes.GetValueOrDefault(reader.UInt32(), -1), band);
    }

    // A bound on what Encode writes, nine or ten bytes for each number.
    private static int MostBytes(UserState user)
    {
        int most = 256 + (user.Totals.Count * 24) + (user.Campaigns.Count * 32) + (user.Recent.Count * 18) + (user.Cells.Count * 34);
        foreach (ref readonly TraitValue trait in user.Traits.Items)
        {
            most += 23 + (trait.Text?.Length ?? 0);
        }

        return most;
    }

    private static void WriteScalars(ref StateWriter writer, UserState user)
    {
        long at = user.LastRecordMs;
        writer.Varint((ulong)at);
        writer.Instant(user.FirstSeenMs, at);
        writer.Instant(user.LastActivityMs, at);
        writer.Instant(user.StageSinceMs, at);
        writer.Instant(user.BandSinceMs, at);
        writer.Varint((ulong)user.FirstActiveDay);
        writer.Varint((ulong)(user.LastActiveDay - user.FirstActiveDay));
        writer.Varint((ulong)user.ActiveDays);
        writer.Instant(user.SessionStartMs, at);
        writer.Varint((ulong)(user.SessionLastMs - user.SessionStartMs));
        writer.Varint((ulong)user.Sessions);
        writer.Varint((ulong)user.EndedSessionsMs);
        writer.Varint((ulong)user.Events);
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

    private void WriteSlots(ref StateWriter writer, UserState user)
    {
        long at = user.LastRecordMs;
        writer.Varint((ulong)user.Totals.Count);
        foreach (EventTotal total in user.Totals.Items)
        {
            writer.UInt32(_names.EventHashes[total.Index]);
            writer.Varint((ulong)total.Count);
            writer.Instant(total.LastMs, at);
        }

        writer.Varint((ulong)user.Campaigns.Count);
        foreach (CampaignMemory memory in user.Campaigns.Items)
        {
            writer.UInt32(_names.CampaignHashes[memory.Index]);
            writer.Instant(memory.LastSentMs, at);
            writer.Instant(memory.DueMs, at);
            if (memory.DueMs != 0)
            {
                writer.UInt64(memory.EntryHash);
            }
        }

        writer.Varint((ulong)user.Traits.Count);
        foreach (TraitValue trait in user.Traits.Items)
        {
            writer.UInt32(_names.TraitHashes[trait.Index]);
            writer.Byte((byte)trait.Kind);
            if (trait.Kind == PropertyKind.Text)
            {
                writer.Varint((ulong)trait.Text!.Length);
                writer.Bytes(trait.Text);
            }
            else
            {
                writer.UInt64(BitConverter.DoubleToUInt64Bits(trait.Number));
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
            if (index >= 0)
            {
                user.Totals.Set(total);
            }
        }

        for (int n = reader.Count(); n > 0; n--)
        {
            int index = _names.CampaignIndexes.GetValueOrDefault(reader.UInt32(), -1);
            long lastSent = reader.Instant(at);
            long due = reader.Instant(at);
            var memory = new CampaignMemory(index, lastSent, due, due != 0 ? reader.UInt64() : 0);
            if (index >= 0)
            {
                user.Campaigns.Set(memory);
            }
        }

        for (int n = reader.Count(); n > 0; n--)
        {
            int index = _names.TraitIndexes.GetValueOrDefault(reader.UInt32(), -1);
            var kind = (PropertyKind)reader.Byte();
            TraitValue trait = kind == PropertyKind.Text
                ? new TraitValue(index, kind, 0, reader.Bytes(reader.Int32()).ToArray())
                : new TraitValue(index, kind, BitConverter.UInt64BitsToDouble(reader.UInt64()), null);
            if (index >= 0)
            {
                user.Traits.Set(trait);
            }
        }
    }

    private static void WriteRecent(ref StateWriter writer, UserState user, long nowMs)
    {
        RecentMessages recent = user.Recent;
        uint nowMinute = (uint)(nowMs / Durations.Minute);
        uint at = (uint)(user.LastRecordMs / Durations.Minute);
        int first = 0;
        while (first < recent.Count && RecentMessages.IsOver(recent.MinuteAt(first), nowMinute))
        {
            first++;
        }

        writer.Varint((ulong)(recent.Count - first));
        while (first < recent.Count)
        {
            RecentRun run = recent.RunFrom(first);
            for (int i = 0; i < run.Length; i++)
            {
                writer.UInt64(run.HashAt(i));
                writer.Varint(at - run.MinuteAt(i));
            }

            first += run.Length;
        }
    }

    private static void ReadRecent(ref StateReader reader, UserState user)
    {
        uint at = (uint)(user.LastRecordMs / Durations.Minute);
        int count = reader.Count();
        user.Recent.Reserve(count);
        for (int n = count; n > 0; n--)
        {
            ulong hash = reader.UInt64();
            user.Recent.Append(hash, at - (uint)reader.Varint());
        }
    }

    private void WriteSeries(ref StateWriter writer, CellList cells, long nowMs)
    {
        int countAt = writer.LeaveCount();
        int count = 0;
        for (ReadOnlySpan<Cell> rest = cells.Cells; !rest.IsEmpty;)
        {
            ReadOnlySpan<Cell> series = TakeSeries(ref rest, nowMs);
            if (!series.IsEmpty)
            {
                Write(ref writer, series);
                count++;
            }
        }

        writer.PutCount(countAt, count);
    }

    private void Write(ref StateWriter writer, scoped ReadOnlySpan<Cell> series)
    {
        writer.UInt32(_names.SeriesHashes[series[0].Series]);
        writer.Varint((ulong)series.Length);
        uint before = 0;
        foreach (ref readonly Cell cell in series)
        {
            writer.Varint(cell.Bucket - before);
            writer.Value(cell.Value);
            before = cell.Bucket;
        }
    }

    // Cuts the next series off and returns those of its cells that some window still counts.
    private ReadOnlySpan<Cell> TakeSeries(ref ReadOnlySpan<Cell> rest, long nowMs)
    {
        uint series = rest[0].Series;
        var grain = (BucketGrain)(series % BucketGrains.Count);
        long sinceMs = nowMs - grain.LongestWindowMs();
        int length = 0;
        int expired = 0;
        while (length < rest.Length && rest[length].Series == series)
        {
            // Buckets end in their order.
            expired += expired == length && grain.EndOf(rest[length].Bucket, Model.Calendar) <= sinceMs ? 1 : 0;
            length++;
        }

        ReadOnlySpan<Cell> live = rest[expired..length];
        rest = rest[length..];
        return live;
    }

    private void ReadSeries(ref StateReader reader, CellList cells)
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
