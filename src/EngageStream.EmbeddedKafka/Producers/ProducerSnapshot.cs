using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Records;
using EngageStream.EmbeddedKafka.Storage;

namespace EngageStream.EmbeddedKafka.Producers;

/// <summary>
/// The producers and transactions of a partition as they were at an offset, in a file named after it, so that recovery
/// need not read older segments. Big-endian:
/// <code>
/// size  field
///    4  CRC-32C of the rest
///    2  version (2; version 1 ends after the producers)
///    4  number of producers, then for each:
///    8    producer id
///    2    epoch
///    4    number of batches, then for each: first sequence (4), last sequence (4), base offset (8), timestamp (8)
///    4  number of open transactions, then for each: producer id (8), first offset (8)
///    4  number of aborted transactions, then for each: producer id (8), first offset (8), offset of the marker (8)
/// </code>
/// </summary>
internal static class ProducerSnapshot
{
    public const string Suffix = ".producers";

    private const short Version = 2;
    private const short FirstVersion = 1;

    public static void Write(string directory, long offset, ProducerStates states, AbortedTransactions aborted)
    {
        using var writer = new ProtocolWriter();
        writer.Int32(0);
        writer.Int16(Version);
        writer.Int32(states.Producers.Count);
        foreach ((long id, ProducerEntry producer) in states.Producers)
        {
            WriteProducer(writer, id, producer);
        }

        writer.Int32(states.Open.All.Count);
        foreach ((long id, long first) in states.Open.All)
        {
            writer.Int64(id);
            writer.Int64(first);
        }

        AbortedTransaction[] ended = aborted.Between(0, long.MaxValue);
        writer.Int32(ended.Length);
        foreach (AbortedTransaction transaction in ended)
        {
            writer.Int64(transaction.ProducerId);
            writer.Int64(transaction.FirstOffset);
            writer.Int64(transaction.MarkerOffset);
        }

        writer.PatchInt32(0, (int)Crc32C.Compute(writer.From(4)));
        AtomicFile.Write(LogSegment.PathOf(directory, offset, Suffix), writer.Written.Span, durable: false);
    }

    /// <summary>Fills empty tables. False when the file is absent or damaged: the log must be read instead.</summary>
    public static bool TryRead(string directory, long offset, ProducerStates states, AbortedTransactions aborted)
    {
        string path = LogSegment.PathOf(directory, offset, Suffix);
        byte[] content = File.Exists(path) ? File.ReadAllBytes(path) : [];
        var reader = new ProtocolReader();
        reader.Reset(content, content.Length);
        if (content.Length < 10 || reader.Int32() != (int)Crc32C.Compute(content.AsSpan(4)))
        {
            return false;
        }

        short version = reader.Int16();
        if (version is < FirstVersion or > Version)
        {
            return false;
        }

        for (int producers = reader.Int32(); producers > 0; producers--)
        {
            ReadProducer(reader, states);
        }

        if (version == FirstVersion)
        {
            return true;
        }

        for (int open = reader.Int32(); open > 0; open--)
        {
            states.Open.Begin(reader.Int64(), reader.Int64());
        }

        for (int ended = reader.Int32(); ended > 0; ended--)
        {
            aborted.Add(new AbortedTransaction(reader.Int64(), reader.Int64(), reader.Int64()));
        }

        return true;
    }

    private static void WriteProducer(ProtocolWriter writer, long id, ProducerEntry producer)
    {
        writer.Int64(id);
        writer.Int16(producer.Epoch);
        writer.Int32(producer.Batches.Count);
        foreach (SequencedBatch batch in producer.Batches)
        {
            writer.Int32(batch.FirstSequence);
            writer.Int32(batch.LastSequence);
            writer.Int64(batch.BaseOffset);
            writer.Int64(batch.Timestamp);
        }
    }

    private static void ReadProducer(ProtocolReader reader, ProducerStates states)
    {
        long id = reader.Int64();
        short epoch = reader.Int16();
        states.Know(id, epoch);
        for (int batches = reader.Int32(); batches > 0; batches--)
        {
            states.Restore(id, epoch, new SequencedBatch(reader.Int32(), reader.Int32(), reader.Int64(), reader.Int64()));
        }
    }
}
