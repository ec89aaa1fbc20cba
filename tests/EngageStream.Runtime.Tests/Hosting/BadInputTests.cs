using System.Text;
using Confluent.Kafka;
using EngageStream.Domain.Partitioning;
using EngageStream.Runtime.Hosting;
using EngageStream.Runtime.Tests.Outputs;

namespace EngageStream.Runtime.Tests.Hosting;

public class BadInputTests : EngineTest
{
    [Fact]
    public async Task What_is_no_event_goes_to_dead_letters_with_its_bytes_headers_and_origin_and_the_stream_goes_on()
    {
        await using EngineHost engine = await StartEngineAsync();
        byte[] broken = "{\"type\":\"track\",,}"u8.ToArray();
        DeliveryResult<byte[]?, byte[]?> sent = await Kafka.SendRawAsync(1, broken, Start, [new Header("trace", "abc"u8.ToArray())], key: "k");
        await Kafka.SendRawAsync(1, "{}"u8.ToArray(), Start, [new Header("engage-type", "hologram"u8.ToArray())]);
        await Kafka.SendRawAsync(1, new byte[40_000], Start);
        await Kafka.SendAsync(Partitions, "ann", Start, Order("ann", "m1", Start));

        List<ConsumeResult<byte[], byte[]>> letters = Kafka.Read(3, "engage.dead-letter");
        Assert.Equal(
            ["malformed_json", "too_large", "unknown_record_type"],
            letters.Select(letter => TestKafka.Header(letter, "engage-reason")).Order());
        AsyncApi.ValidateHeaders("deadLetters", letters);
        ConsumeResult<byte[], byte[]> malformed = letters.Single(letter => TestKafka.Header(letter, "engage-reason") == "malformed_json");
        Assert.Equal(broken, malformed.Message.Value);
        Assert.Equal("k"u8.ToArray(), malformed.Message.Key);
        Assert.Equal("abc", TestKafka.Header(malformed, "trace"));
        Assert.Equal(Kafka.Name("engage.events"), TestKafka.Header(malformed, "engage-source-topic"));
        Assert.Equal("1", TestKafka.Header(malformed, "engage-source-partition"));
        Assert.Equal(sent.Offset.Value.ToString(), TestKafka.Header(malformed, "engage-source-offset"));
        Assert.Equal("hologram", TestKafka.Header(letters.Single(letter => letter.Message.Value.Length == 2), "engage-type"));
        Assert.Single(Kafka.Read(1, "engage.transitions"), record => Parse(record)["user"]!.ToString() == "ann");
        Assert.Equal(1, Metric(engine, "engagestream_dead_letters_total{reason=\"malformed_json\"}"));
    }

    [Fact]
    public async Task A_record_in_another_partition_than_its_persons_is_forwarded_with_value_and_headers()
    {
        await using EngineHost engine = await StartEngineAsync();
        int home = Domain.Partitioning.Partitioner.Of(PartitionerKind.Murmur2, "ann"u8, Partitions);
        byte[] value = Encoding.UTF8.GetBytes(Order("ann", "m1", Start));
        await Kafka.SendRawAsync((home + 1) % Partitions, value, Start, [new Header("trace", "abc"u8.ToArray())], key: "someone");

        ConsumeResult<byte[], byte[]> forwarded = Kafka.Read(2, "engage.events").Single(record => record.Partition.Value == home);
        Assert.Equal(value, forwarded.Message.Value);
        Assert.Equal("abc", TestKafka.Header(forwarded, "trace"));
        Assert.Equal(Start, forwarded.Message.Timestamp.UnixTimestampMs);
        ConsumeResult<byte[], byte[]> trigger = Kafka.Read(1, "engage.triggers.push").Single();
        Assert.Equal(home.ToString(), TestKafka.Header(trigger, "ce_engagepartition"));
        Assert.Equal(1, Metric(engine, "engagestream_records_forwarded_total"));
        Assert.Equal(1, Metric(engine, "engagestream_events_total"));
    }

    [Fact]
    public async Task A_duplicate_is_dropped_and_counted()
    {
        await using EngineHost engine = await StartEngineAsync();
        await Kafka.SendAsync(Partitions, "ann", Start, Order("ann", "same", Start));
        await Kafka.SendAsync(Partitions, "ann", Start, Order("ann", "same", Start));
        await MetricAsync(engine, "engagestream_events_duplicate_total", duplicates => duplicates == 1);
        Assert.Equal(2, Metric(engine, "engagestream_events_total"));
    }
}
