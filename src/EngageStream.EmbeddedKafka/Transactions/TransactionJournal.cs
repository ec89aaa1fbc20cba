using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Transactions;

/// <summary>
/// The durable record of transactional ids, in <c>transactions.journal</c>. A payload is the whole state of one id, and
/// takes the place of its earlier ones; fields have Kafka's non-compact encodings:
/// <code>
/// size  field
///    1  type (1)
///    …  transactional id
///    8  producer id
///    2  epoch
///    2  last epoch
///    1  state
///    4  time-out, ms
///    8  start of the ongoing transaction, ms since 1970; −1: none
///    4  number of partitions, then for each: topic, partition (4)
///    4  number of groups, then for each: its id
/// </code>
/// </summary>
/// <remarks>Not for several threads.</remarks>
internal sealed class TransactionJournal : IDisposable
{
    private const sbyte StateType = 1;

    private readonly ProtocolWriter _writer = new();
    private readonly Journal _journal;

    public TransactionJournal(string dataDirectory, bool flushEveryRecord, Action<TransactionMetadata> replay)
    {
        string path = Path.Combine(dataDirectory, "transactions.journal");
        _journal = new Journal(path, flushEveryRecord, payload => replay(Decode(payload)));
    }

    public long CutBytes => _journal.CutBytes;

    public bool WantsRewrite => _journal.WantsRewrite;

    public void Append(TransactionMetadata state) => _journal.Append(Encode(state).Span);

    public void Rewrite(IEnumerable<TransactionMetadata> states) => _journal.Rewrite(states.Select(s => Encode(s).ToArray()));

    public void Flush() => _journal.Flush();

    public void Dispose()
    {
        _journal.Dispose();
        _writer.Dispose();
    }

    private static TransactionMetadata Decode(byte[] payload)
    {
        var reader = new ProtocolReader();
        reader.Reset(payload, payload.Length);
        if (reader.Int8() != StateType)
        {
            throw new InvalidDataException("transactions.journal was written by a newer version of the broker");
        }

        var state = new TransactionMetadata(reader.String(), reader.Int64(), reader.Int16())
        {
            LastEpoch = reader.Int16(),
            State = (TransactionState)reader.Int8(),
            TimeoutMs = reader.Int32(),
            StartedMs = reader.Int64(),
        };
        var partitions = state.Partitions.ToBuilder();
        for (int n = reader.Int32(); n > 0; n--)
        {
            partitions.Add(new TopicPartition(reader.String(), reader.Int32()));
        }

        var groups = state.Groups.ToBuilder();
        for (int n = reader.Int32(); n > 0; n--)
        {
            groups.Add(reader.String());
        }

        return state with { Partitions = partitions.ToImmutable(), Groups = groups.ToImmutable() };
    }

    private ReadOnlyMemory<byte> Encode(TransactionMetadata state)
    {
        _writer.Reset();
        _writer.Int8(StateType);
        _writer.String(state.TransactionalId);
        _writer.Int64(state.ProducerId);
        _writer.Int16(state.Epoch);
        _writer.Int16(state.LastEpoch);
        _writer.Int8((sbyte)state.State);
        _writer.Int32(state.TimeoutMs);
        _writer.Int64(state.StartedMs);
        _writer.Int32(state.Partitions.Count);
        foreach (TopicPartition partition in state.Partitions)
        {
            _writer.String(partition.Topic);
            _writer.Int32(partition.Partition);
        }

        _writer.Int32(state.Groups.Count);
        foreach (string group in state.Groups)
        {
            _writer.String(group);
        }

        return _writer.Written;
    }
}
