using System.Text;
using Confluent.Kafka;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Streams;

namespace EngageStream.Runtime.Tests.Streams;

public class RecordBatchTests
{
    private readonly RecordBatch _batch = new();
    private readonly InputRecord _record = new();

    [Fact]
    public void Each_record_keeps_its_own_key_value_and_position()
    {
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < UserPrefetcher.Capacity; i++)
            {
                Assert.False(_batch.IsFull);
                Add(i, $"key-{round}-{i}", i % 5 == 4 ? null : new string('v', (i * 300) + round));
            }

            Assert.True(_batch.IsFull);
            for (int i = 0; i < _batch.Count; i++)
            {
                Assert.Equal($"key-{round}-{i}", Encoding.UTF8.GetString(_batch.KeyOf(i)));
                _batch.MoveTo(_record, i);
                Assert.Equal($"key-{round}-{i}", Encoding.UTF8.GetString(_record.Key.Span));
                Assert.Equal(i % 5 == 4, _record.Value.IsNull);
                Assert.Equal(i % 5 == 4 ? 0 : (i * 300) + round, _record.Value.Span.Length);
                Assert.Equal(new RecordPosition(i % 3, 100 + i, 1000 + i), _record.Position);
            }

            _batch.Clear();
        }
    }

    [Fact]
    public void The_end_of_a_partition_has_no_key()
    {
        Add(0, "ann", "{}");
        _batch.Add(new ConsumeResult<RecordBytes, RecordBytes> { IsPartitionEOF = true, Partition = 2, Offset = 7 });
        Assert.True(_batch.KeyOf(1).IsEmpty);
        Assert.Equal(7, _batch[1].Offset.Value);
    }

    private void Add(int i, string key, string? value)
    {
        RecordBytes keyBytes = _batch.KeyDeserializer.Deserialize(Encoding.UTF8.GetBytes(key), false, default);
        RecordBytes valueBytes = _batch.ValueDeserializer.Deserialize(Encoding.UTF8.GetBytes(value ?? ""), value is null, default);
        _batch.Add(new ConsumeResult<RecordBytes, RecordBytes>
        {
            Partition = i % 3,
            Offset = 100 + i,
            Message = new Message<RecordBytes, RecordBytes>
            {
                Key = keyBytes,
                Value = valueBytes,
                Timestamp = new Timestamp(1000 + i, TimestampType.CreateTime),
            },
        });
    }
}
