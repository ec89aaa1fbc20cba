using System.Text;
using Confluent.Kafka;
using EngageStream.Runtime.Consuming;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Tests.Hosting;

namespace EngageStream.Runtime.Tests.Consuming;

public sealed class RecordBatchTests : IAsyncLifetime
{
    private const string Topic = "records";
    private readonly InputRecord _record = new();
    private TestKafka _kafka = null!;

    public async Task InitializeAsync()
    {
        _kafka = await TestKafka.StartAsync();
        await _kafka.CreateTopicAsync(Topic, 2);
    }

    public async Task DisposeAsync() => await _kafka.DisposeAsync();

    [Fact]
    public async Task Every_record_comes_once_with_all_that_it_has()
    {
        const int Count = (RecordBatch.Capacity * 3) + 5;
        for (int i = 0; i < Count; i++)
        {
            Headers? headers = i % 7 == 3 ? [new Header("a", "x"u8.ToArray()), new Header("b", null)] : null;
            string? key = i % 11 == 4 ? null : $"key-{i}";
            byte[]? value = i % 5 == 4 ? null : Encoding.UTF8.GetBytes(new string('v', i * 30));
            await SendAsync(key, value, headers, timestampMs: 1_700_000_000_000 + i);
        }

        using IConsumer<Ignore, Ignore> consumer = NewConsumer();
        using var batch = new RecordBatch(consumer.Handle);
        int read = 0;
        bool wasFull = false;
        while (read < Count)
        {
            batch.Read(TestKafka.Patience);
            wasFull |= batch.IsFull;
            for (int i = 0; i < batch.Count; i++)
            {
                if (batch[i].Error != 0)
                {
                    continue;
                }

                batch.CopyTo(_record, i);
                Assert.Equal((0, read, 1_700_000_000_000 + read), (_record.Partition, (int)_record.Offset, _record.TimestampMs));
                Assert.Equal(read % 11 == 4, _record.Key.IsNull);
                Assert.Equal(read % 11 == 4 ? "" : $"key-{read}", Encoding.UTF8.GetString(_record.Key.Span));
                Assert.True(batch[i].Key.SequenceEqual(_record.Key.Span));
                Assert.Equal(read % 5 == 4, _record.Value.IsNull);
                Assert.Equal(read % 5 == 4 ? 0 : read * 30, _record.Value.Span.Length);
                Assert.Equal(read % 7 == 3 ? 2 : null, _record.Headers?.Count);
                read++;
            }

            batch.Clear();
        }

        Assert.True(wasFull);
    }

    [Fact]
    public async Task Headers_keep_their_order_and_a_missing_value()
    {
        await SendAsync(null, [], [new Header("a", "1"u8.ToArray()), new Header("a", "2"u8.ToArray()), new Header("ü", null), new Header("e", [])], 1);
        using IConsumer<Ignore, Ignore> consumer = NewConsumer();
        using var batch = new RecordBatch(consumer.Handle);
        ReadFirst(batch);
        Assert.Equal(["a", "a", "ü", "e"], _record.Headers!.Select(header => header.Key));
        Assert.Equal("2"u8.ToArray(), _record.Headers!.GetLastBytes("a"));
        Assert.Null(_record.Headers![2].GetValueBytes());
        Assert.Empty(_record.Headers![3].GetValueBytes());
        Assert.False(_record.Value.IsNull);
    }

    [Fact]
    public async Task The_end_of_a_partition_is_no_error_and_names_the_next_offset()
    {
        await SendAsync(null, "{}"u8.ToArray(), null, 1);
        using IConsumer<Ignore, Ignore> consumer = NewConsumer();
        using var batch = new RecordBatch(consumer.Handle);
        var ends = new Dictionary<int, long>();
        while (ends.Count < 2)
        {
            batch.Read(TestKafka.Patience);
            for (int i = 0; i < batch.Count; i++)
            {
                Assert.Null(batch.ErrorAt(i));
                if (batch[i].Error != 0)
                {
                    ends.Add(batch[i].Partition, batch[i].Offset);
                }
            }

            batch.Clear();
        }

        Assert.Equal((1, 0), ((int)ends[0], (int)ends[1]));
    }

    [Fact]
    public async Task A_wait_without_records_ends_and_runs_the_handlers_on_this_thread()
    {
        await SendAsync(null, "{}"u8.ToArray(), null, 1);
        int? handlerThread = null;
        var config = new ConsumerConfig(_kafka.Settings) { GroupId = _kafka.Name("group"), AutoOffsetReset = AutoOffsetReset.Earliest, EnableAutoCommit = false };
        using IConsumer<Ignore, Ignore> consumer = new ConsumerBuilder<Ignore, Ignore>(config)
            .SetPartitionsAssignedHandler((_, _) => handlerThread = Environment.CurrentManagedThreadId).Build();
        using var batch = new RecordBatch(consumer.Handle);
        batch.Read(TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, batch.Count);

        consumer.Subscribe(_kafka.Name(Topic));
        int thread = Environment.CurrentManagedThreadId;
        ReadFirst(batch);
        Assert.Equal(thread, handlerThread);
        Assert.True(_record.Value.Span.SequenceEqual("{}"u8));
        batch.Dispose();
        consumer.Close();
    }

    [Fact]
    public void An_error_in_place_of_a_record_says_what_it_is()
    {
        var config = new ConsumerConfig(_kafka.Settings)
        {
            GroupId = _kafka.Name("group"),
            AutoOffsetReset = AutoOffsetReset.Error,
            EnableAutoCommit = false,
        };
        using IConsumer<Ignore, Ignore> consumer = new ConsumerBuilder<Ignore, Ignore>(config).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartition(_kafka.Name(Topic), 0));
        using var batch = new RecordBatch(consumer.Handle);
        while (batch.Count == 0)
        {
            batch.Read(TestKafka.Patience);
        }

        Assert.Equal(ErrorCode.Local_AutoOffsetReset, batch.ErrorAt(0)?.Code);
        Assert.NotEmpty(batch.ErrorAt(0)!.Reason);
        Assert.False(batch.ErrorAt(0)!.IsFatal);
    }

    private void ReadFirst(RecordBatch batch)
    {
        while (batch.Count == 0)
        {
            batch.Read(TestKafka.Patience);
            if (batch.Count > 0 && batch[0].Error != 0)
            {
                batch.Clear();
            }
        }

        batch.CopyTo(_record, 0);
    }

    private IConsumer<Ignore, Ignore> NewConsumer()
    {
        var config = new ConsumerConfig(_kafka.Settings) { GroupId = _kafka.Name("group"), EnablePartitionEof = true, EnableAutoCommit = false };
        IConsumer<Ignore, Ignore> consumer = new ConsumerBuilder<Ignore, Ignore>(config).Build();
        consumer.Assign([new TopicPartitionOffset(_kafka.Name(Topic), 0, 0), new TopicPartitionOffset(_kafka.Name(Topic), 1, 0)]);
        return consumer;
    }

    private Task<DeliveryResult<byte[]?, byte[]?>> SendAsync(string? key, byte[]? value, Headers? headers, long timestampMs) =>
        _kafka.SendRawAsync(0, value, timestampMs, headers, key, Topic);
}
