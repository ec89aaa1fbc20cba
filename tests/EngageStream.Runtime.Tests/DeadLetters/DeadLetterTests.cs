using Confluent.Kafka;
using EngageStream.Runtime.DeadLetters;
using EngageStream.Runtime.Metrics;
using EngageStream.Runtime.Outputs;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Topics;

namespace EngageStream.Runtime.Tests.DeadLetters;

/// <summary>What the engine writes as a dead letter is read back as the record that it was.</summary>
public class DeadLetterTests
{
    private static readonly byte[] Key = "ann"u8.ToArray();
    private readonly Sink _sink = new();
    private readonly DeadLetterWriter _writer;
    private readonly InputRecord _record = new();

    public DeadLetterTests() => _writer = new DeadLetterWriter(new TopicNames("engage."), _sink, new StreamCounters());

    [Fact]
    public void A_record_comes_back_with_its_own_headers_only_whatever_their_names()
    {
        Headers own =
        [
            new Header("trace", "abc"u8.ToArray()), new Header("engage-reason", "mine"u8.ToArray()), new Header("engage-error", null),
            new Header("engage-source-timestamp", "5"u8.ToArray()), new Header("trace", "def"u8.ToArray()),
        ];
        DeadLetter letter = Write("{}"u8.ToArray(), own, new InvalidOperationException("no"));
        Assert.Equal(own.Select(header => (header.Key, Hex(header.GetValueBytes()))), letter.OriginalHeaders.Select(header => (header.Key, Hex(header.Value))));
        Assert.Equal(("actor_fault", "InvalidOperationException: no", "engage.events"), (letter.Reason, letter.Error, letter.SourceTopic));
        Assert.Equal((new DeadLetterPosition(2, 77), 1234L), (letter.Source, letter.SourceTimestampMs!.Value));
        Assert.Null(letter.Obstacle);
    }

    [Fact]
    public void A_value_that_was_cut_cannot_be_sent_again()
    {
        DeadLetter letter = Write(new byte[DeadLetterWriter.MaxValueBytes + 1], null);
        Assert.Equal((DeadLetterWriter.MaxValueBytes + 1, DeadLetterWriter.MaxValueBytes), (letter.TruncatedFrom, letter.Value!.Length));
        Assert.Equal("only the beginning of the value is kept", letter.Obstacle);
    }

    [Fact]
    public void A_record_that_lost_headers_cannot_be_sent_again()
    {
        DeadLetter letter = Write("{}"u8.ToArray(), [new Header("a", new byte[40_000]), new Header("b", new byte[40_000]), new Header("c", [1])]);
        Assert.Equal((2, "a"), (letter.HeadersDropped, Assert.Single(letter.OriginalHeaders).Key));
        Assert.Equal("not all headers are kept", letter.Obstacle);
    }

    [Fact]
    public void A_timer_has_no_record()
    {
        _writer.WritePerson("timer_fault", Key, 1000, new InvalidOperationException("no"), new RecordPosition(2, 77, 1234));
        DeadLetter letter = Read();
        Assert.False(letter.HasRecord);
        Assert.Null(letter.SourceTimestampMs);
        Assert.Equal("there is no record, only a person and what failed", letter.Obstacle);
    }

    [Fact]
    public void A_letter_from_before_the_time_was_kept_is_read()
    {
        Write("{}"u8.ToArray(), [new Header("engage-type", "hologram"u8.ToArray())]);
        _sink.Headers!.Remove("engage-source-timestamp");
        DeadLetter letter = Read();
        Assert.Equal("engage-type", Assert.Single(letter.OriginalHeaders).Key);
        Assert.Null(letter.SourceTimestampMs);
        Assert.Equal("actor_fault", letter.Reason);
    }

    private static string Hex(byte[]? bytes) => bytes is null ? "null" : Convert.ToHexString(bytes);

    private DeadLetter Write(byte[] value, Headers? headers, Exception? error = null)
    {
        _record.Key.Set(Key, isNull: false);
        _record.Value.Set(value, isNull: false);
        _record.Set(headers, partition: 2, offset: 77, timestampMs: 1234);
        _writer.WriteRecord(_record, "actor_fault", error);
        return Read();
    }

    private DeadLetter Read() => new(new ConsumeResult<byte[]?, byte[]?>
    {
        Topic = "engage.dead-letter",
        Partition = 1,
        Offset = 9,
        Message = new Message<byte[]?, byte[]?> { Key = Key, Value = _sink.Value, Headers = _sink.Headers },
    });

    private sealed class Sink : IOutputSink
    {
        public byte[]? Value { get; private set; }

        public Headers? Headers { get; private set; }

        public void Send(string topic, byte[]? key, byte[]? value, Headers headers) => (Value, Headers) = (value, headers);

        public void SendTo(TopicPartition target, byte[]? key, byte[]? value, Headers? headers, long timestampMs) =>
            throw new NotSupportedException();
    }
}
