using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Records;
using EngageStream.EmbeddedKafka.Tests.Testing;

namespace EngageStream.EmbeddedKafka.Tests.Records;

public sealed class RecordBatchValidatorTests
{
    [Fact]
    public void A_sound_batch_is_accepted() => Assert.Equal(ErrorCode.None, Check(BatchBuilder.Records(3)));

    [Fact]
    public void A_flipped_bit_is_a_corrupt_message()
    {
        byte[] batch = BatchBuilder.Records(3);
        batch[^1] ^= 1;
        Assert.Equal(ErrorCode.CorruptMessage, Check(batch));
    }

    [Fact]
    public void A_cut_batch_is_a_corrupt_message() => Assert.Equal(ErrorCode.CorruptMessage, Check(BatchBuilder.Records(3)[..^1]));

    [Fact]
    public void Nothing_at_all_is_a_corrupt_message() => Assert.Equal(ErrorCode.CorruptMessage, Check([]));

    [Fact]
    public void Old_message_formats_are_named_as_such()
    {
        byte[] batch = BatchBuilder.Records(1);
        batch[16] = 1;
        Assert.Equal(ErrorCode.UnsupportedForMessageFormat, Check(batch));
    }

    [Fact]
    public void Two_batches_for_one_partition_are_invalid() =>
        Assert.Equal(ErrorCode.InvalidRecord, Check([.. BatchBuilder.Records(1), .. BatchBuilder.Records(1)]));

    [Fact]
    public void A_batch_above_the_limit_is_too_large() =>
        Assert.Equal(ErrorCode.MessageTooLarge, RecordBatchValidator.Validate(BatchBuilder.Records(1, 500), 400, false).Error);

    [Fact]
    public void A_record_count_that_does_not_match_the_offsets_is_invalid()
    {
        byte[] batch = BatchBuilder.Records(3);
        batch[60] = 2;
        Assert.Equal(ErrorCode.InvalidRecord, Check(BatchBuilder.Sealed(batch)));
    }

    [Fact]
    public void Control_batches_of_clients_are_invalid() =>
        Assert.Equal(ErrorCode.InvalidRecord, Check(new BatchBuilder { Attributes = 0x20 }.Build()));

    [Fact]
    public void Transactional_batches_without_a_producer_are_invalid() =>
        Assert.Equal(ErrorCode.InvalidRecord, Check(new BatchBuilder { Attributes = 0x10 }.Build()));

    [Fact]
    public void A_producer_may_not_claim_the_log_append_time() =>
        Assert.Equal(ErrorCode.InvalidTimestamp, Check(new BatchBuilder { Attributes = 0x08 }.Build()));

    [Fact]
    public void An_idempotent_batch_without_a_sequence_is_invalid() =>
        Assert.Equal(ErrorCode.InvalidRecord, Check(new BatchBuilder { ProducerId = 7, ProducerEpoch = 0 }.Build()));

    private static ErrorCode Check(byte[] batch) => RecordBatchValidator.Validate(batch, 1_000_000, logAppendTime: false).Error;
}
