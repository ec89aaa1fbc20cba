using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Apis.Records;

/// <summary>A fetch as asked for: what, at least and at most how much, how long it may wait, and whether only what is committed.</summary>
internal sealed record FetchRequest(int MaxWaitMs, int MinBytes, int MaxBytes, bool Committed, List<List<FetchPartition>> Topics)
{
    public IEnumerable<FetchPartition> Partitions => Topics.SelectMany(t => t);

    public static FetchRequest Read(ProtocolReader reader, short version, TopicCatalog catalog)
    {
        reader.Int32();
        int maxWaitMs = reader.Int32();
        int minBytes = reader.Int32();
        int maxBytes = reader.Int32();
        bool committed = reader.Int8() == IsolationLevel.ReadCommitted;
        if (version >= 7)
        {
            reader.Int32();
            reader.Int32();
        }

        var topics = new List<List<FetchPartition>>();
        for (int t = reader.ArrayLength(); t > 0; t--)
        {
            topics.Add(ReadTopic(reader, version, committed, catalog));
        }

        // Topics to be forgotten, the rack and tags concern fetch sessions and replicas, of which there are none.
        return new FetchRequest(maxWaitMs, minBytes, maxBytes, committed, topics);
    }

    private static List<FetchPartition> ReadTopic(ProtocolReader reader, short version, bool committed, TopicCatalog catalog)
    {
        string name = reader.String();
        Topic? topic = catalog.Find(name);
        var partitions = new List<FetchPartition>();
        for (int p = reader.ArrayLength(); p > 0; p--)
        {
            int index = reader.Int32();
            if (version >= 9)
            {
                reader.Int32();
            }

            long offset = reader.Int64();
            if (version >= 12)
            {
                reader.Int32();
            }

            if (version >= 5)
            {
                reader.Int64();
            }

            partitions.Add(new FetchPartition(name, index, topic?.Partition(index), offset, reader.Int32(), committed));
            reader.Tags();
        }

        reader.Tags();
        return partitions;
    }
}
