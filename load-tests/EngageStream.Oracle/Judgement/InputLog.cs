using System.Text;
using EngageStream.Oracle.Hashing;
using EngageStream.Oracle.Input;
using EngageStream.Oracle.Records;

namespace EngageStream.Oracle.Judgement;

/// <summary>The input topic, read into events and records that are none.</summary>
internal sealed class InputLog
{
    private readonly List<InputEvent> _events = [];
    private readonly List<(TopicRecord Record, string Reason)> _rejected = [];
    private readonly Dictionary<int, long> _clocks = [];
    private readonly Dictionary<int, long> _lastOffsets = [];
    private readonly List<string> _doubts = [];

    public InputLog(IEnumerable<TopicRecord> records, int partitions)
    {
        List<IGrouping<int, TopicRecord>> byPartition = records.GroupBy(r => r.Partition).OrderBy(p => p.Key).ToList();
        int count = partitions > 0 ? partitions : byPartition.Select(p => p.Key + 1).DefaultIfEmpty(1).Max();
        foreach (IGrouping<int, TopicRecord> partition in byPartition)
        {
            if (partition.Min(r => r.Offset) > 0)
            {
                _doubts.Add($"the head of input partition {partition.Key} is gone: its first offset is {partition.Min(r => r.Offset)}");
            }

            foreach (TopicRecord record in partition.OrderBy(r => r.Offset))
            {
                Take(record, count);
            }
        }
    }

    /// <summary>Events by person, each in the order of the topic.</summary>
    public IEnumerable<IGrouping<string, InputEvent>> People => _events.GroupBy(e => e.User);

    public int Events => _events.Count;

    public IReadOnlyList<(TopicRecord Record, string Reason)> Rejected => _rejected;

    /// <summary>Latest timestamp by partition.</summary>
    public IReadOnlyDictionary<int, long> ClocksMs => _clocks;

    public IReadOnlyDictionary<int, long> LastOffsets => _lastOffsets;

    public IReadOnlyList<string> Doubts => _doubts;

    /// <summary>Records that lie in another partition than their person's: the engine forwards a copy, which counts.</summary>
    public int Misplaced { get; private set; }

    private void Take(TopicRecord record, int partitions)
    {
        // Every record moves the shard's clock, whatever it is, and never backwards.
        long clock = Math.Max(_clocks.GetValueOrDefault(record.Partition), record.TimestampMs);
        _clocks[record.Partition] = clock;
        _lastOffsets[record.Partition] = record.Offset;
        string type = record.Header("engage-type");
        if (type == "clock")
        {
            return;
        }

        (InputEvent? e, string? reason) = type.Length > 0 ? (null, "unknown_record_type") : EventReader.Read(record);
        if (e is null)
        {
            _rejected.Add((record, reason!));
        }
        else if (Murmur2.PartitionOf(Encoding.UTF8.GetBytes(e.User), partitions) != record.Partition)
        {
            Misplaced++;
        }
        else
        {
            _events.Add(e with { ClockMs = clock });
        }
    }
}
