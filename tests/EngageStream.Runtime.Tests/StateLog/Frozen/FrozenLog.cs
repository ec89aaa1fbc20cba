using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using EngageStream.Domain.State;
using EngageStream.Domain.Time;
using EngageStream.Runtime.StateLog;

namespace EngageStream.Runtime.Tests.StateLog.Frozen;

/// <summary>
/// Writes and reads the frozen logs. A file holds the records of a log, each behind its length (4 bytes, little-endian). The
/// files are written once, by calling <see cref="Write"/> from a debugger or a scratch test when a version is new, and never
/// again: they stand for what former releases left in Kafka, and later ones will.
/// <list type="bullet">
/// <item><c>v1.bin</c>: by the first release. Ann and Bob come; then Bob is erased, Cid comes, and Ann changes.</item>
/// <item><c>newer-plain.bin</c>: the same by an imagined newer release that used nothing new: more counts at the end of a commit,
/// more bytes behind batches and states.</item>
/// <item><c>newer-record.bin</c>: its last commit needs version 2.</item>
/// <item><c>newer-state.bin</c>: Cid's state needs layout 2.</item>
/// </list>
/// </summary>
internal sealed class FrozenLog(byte[] tail, byte cidLayout) : IStateLogWriter
{
    public static readonly ShardAggregates Aggregates = new(301, 7, 5, 3, 2);

    public const long NextOffset = 4_711;

    private readonly List<byte[]> _records = [];

    public static List<byte[]> Read(string name)
    {
        byte[] bytes = File.ReadAllBytes(PathOf(name));
        var records = new List<byte[]>();
        for (int at = 0; at < bytes.Length;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
            records.Add(bytes[(at + 4)..(at + 4 + length)]);
            at += 4 + length;
        }

        return records;
    }

    public static void Write(string name, IReadOnlyList<byte[]> records)
    {
        using FileStream file = File.Create(PathOf(name));
        foreach (byte[] record in records)
        {
            file.Write(BitConverter.GetBytes(record.Length));
            file.Write(record);
        }
    }

    /// <summary>The records as this release writes them.</summary>
    public static List<byte[]> Create() => Create([], cidLayout: 1);

    /// <summary>As a newer release writes them that uses nothing new.</summary>
    public static List<byte[]> CreateNewerPlain() => Longer(Create([7, 7, 7], cidLayout: 1));

    /// <summary>The same, but the last commit needs version 2.</summary>
    public static List<byte[]> CreateNewerRecord()
    {
        List<byte[]> records = CreateNewerPlain();
        records[^1][1] = 2;
        return records;
    }

    /// <summary>The same, but Cid's state needs layout 2.</summary>
    public static List<byte[]> CreateNewerState() => Longer(Create([7, 7, 7], cidLayout: 2));

    void IStateLogWriter.Append(ReadOnlyMemory<byte> record) => _records.Add(record.ToArray());

    private static List<byte[]> Create(byte[] tail, byte cidLayout)
    {
        var log = new FrozenLog(tail, cidLayout);
        UserState bob = FrozenState.Cid();
        bob.Id = "bob"u8.ToArray();
        UserState younger = FrozenState.Ann();
        younger.Events = 299;
        log.Commit(1, 4_000, (younger, FrozenState.ClockMs + 7), (bob, 99));
        log.Commit(2, NextOffset, (FrozenState.Cid(), Durations.Never), (FrozenState.Ann(), FrozenState.ClockMs + 1), (bob, null));
        return log._records;
    }

    private static List<byte[]> Longer(List<byte[]> records) => [.. records.Select(record => record[0] == (byte)RecordKind.End
        ? WithMoreCounts(record)
        : [.. record, 0xAA, 0xBB])];

    private static byte[] WithMoreCounts(byte[] end)
    {
        byte[] longer = [.. end, .. BitConverter.GetBytes(88L), .. BitConverter.GetBytes(99L), 1, 2, 3];
        longer[55] += 2;
        return longer;
    }

    private static string PathOf(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, name);

    private void Commit(ulong id, long next, params (UserState User, long? DueMs)[] users)
    {
        var codec = new UserStateCodec(FrozenState.Model);
        var batches = new StateBatchWriter(200, ModelHash.Of(FrozenState.Model));
        batches.Begin(id, this);
        foreach ((UserState user, long? due) in users)
        {
            byte[] state = due is null ? [] : [.. codec.Encode(user, FrozenState.ClockMs), .. tail];
            if (due is not null && user.Id.SequenceEqual("cid"u8))
            {
                state[0] = cidLayout;
            }

            batches.Add(user.Id, due ?? 0, state, out _);
        }

        var end = new byte[CommitEnd.Length];
        new CommitEnd
        {
            CommitId = id,
            Batches = batches.Finish(),
            InputPartitions = 6,
            Replay = true,
            Partition = 0,
            ClockMs = FrozenState.ClockMs,
            NextInputOffset = next,
            LastOffset = next - 1,
            LastTimestampMs = FrozenState.ClockMs - 2,
            Aggregates = Aggregates,
        }.Write(end);
        _records.Add(end);
    }
}
