using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Runtime.Streams;

namespace EngageStream.Runtime.Tests.Streams;

public sealed class OffsetQueryTests
{
    private static readonly TopicPartition[] Partitions = [new("log", 0), new("log", 1)];

    [Fact]
    public void Offsets_come_in_the_order_of_the_partitions_whatever_the_answers_order() =>
        Assert.Equal([5, 0], OffsetQuery.OffsetsOf(Answer((1, 0), (0, 5)), Partitions));

    [Fact]
    public void Success_without_an_offset_is_no_answer()
    {
        // So the client answers when it found no leader in time.
        KafkaException error = Assert.Throws<KafkaException>(() => OffsetQuery.OffsetsOf(Answer((0, 5), (1, Offset.Unset.Value)), Partitions));
        Assert.Equal(ErrorCode.Local_TimedOut, error.Error.Code);
    }

    [Fact]
    public void A_partition_that_is_missing_is_no_answer() =>
        Assert.Throws<KafkaException>(() => OffsetQuery.OffsetsOf(Answer((0, 5)), Partitions));

    private static ListOffsetsResult Answer(params (int Partition, long Offset)[] offsets) => new()
    {
        ResultInfos =
        [
            .. offsets.Select(answer => new ListOffsetsResultInfo
            {
                TopicPartitionOffsetError = new TopicPartitionOffsetError("log", answer.Partition, answer.Offset, new Error(ErrorCode.NoError)),
            }),
        ],
    };
}
