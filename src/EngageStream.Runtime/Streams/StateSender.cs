using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using EngageStream.Runtime.Consuming;

namespace EngageStream.Runtime.Streams;

/// <summary>
/// Sends records of the state log out of buffers that the client does not copy, and that are used again once a record is delivered. A copy
/// would be the client's memory, which glibc gives up and takes again from one commit to the next: with very many people most of what
/// a commit costs. Not thread-safe: reports have to come on the thread that sends.
/// </summary>
internal sealed unsafe class StateSender
{
    /// <summary>Bytes of the longest record.</summary>
    public const int LongestRecord = 64 * 1024;

    // Behind those that are the same from record to record.
    private const int OfRecord = 3;
    private readonly nint _client;
    private readonly Func<string, Action<DeliveryReport<byte[]?, byte[]?>>, object> _newHandler;
    private readonly Stack<byte[]> _free = new();
    private readonly Dictionary<long, byte[]> _underway = [];
    private readonly List<byte[]> _texts = [];
    private ProduceArgument[] _arguments = [];
    private string _topic = "";
    private Headers? _headers;
    private long _number;

    private StateSender(Handle client, Func<string, Action<DeliveryReport<byte[]?, byte[]?>>, object> newHandler)
    {
        _client = Librdkafka.ClientOf(client);
        _newHandler = newHandler;
    }

    /// <summary>A sender for a producer, which must outlive it; null with a client that is built otherwise.</summary>
    public static StateSender? Of(IProducer<byte[]?, byte[]?> producer) =>
        DeliveryHandler.Factory is { } factory ? new StateSender(producer.Handle, factory) : null;

    /// <summary>Sends a record, at most <see cref="LongestRecord"/> bytes of it. They are the caller's again afterwards.</summary>
    /// <exception cref="KafkaException">The client did not take it, for example because its queue is full.</exception>
    public void Send(TopicPartition target, ReadOnlySpan<byte> value, Headers headers, Action<DeliveryReport<byte[]?, byte[]?>> delivered)
    {
        long number = ++_number;
        byte[] buffer = _free.TryPop(out byte[]? free) ? free : GC.AllocateUninitializedArray<byte>(LongestRecord, pinned: true);
        value.CopyTo(buffer);
        _underway.Add(number, buffer);
        GCHandle handler = GCHandle.Alloc(_newHandler(target.Topic, Delivered));
        nint error = Produce(target, AddressOf(buffer), value.Length, headers, GCHandle.ToIntPtr(handler));
        if (error != 0)
        {
            handler.Free();
            TakeBack(number);
            throw new KafkaException(Taken(error));
        }

        void Delivered(DeliveryReport<byte[]?, byte[]?> report)
        {
            TakeBack(number);
            delivered(report);
        }
    }

    /// <summary>Gives up the buffers that no record lies in.</summary>
    public void ReleaseMemory()
    {
        _free.Clear();
        _free.TrimExcess();
    }

    /// <summary>Gives up all buffers. The client is gone, and with it the reports that had not come.</summary>
    public void Forget()
    {
        _underway.Clear();
        ReleaseMemory();
    }

    private nint Produce(TopicPartition target, nint value, int length, Headers headers, nint opaque)
    {
        if (_topic != target.Topic || !ReferenceEquals(_headers, headers))
        {
            Describe(target.Topic, headers);
        }

        _arguments[^3] = ProduceArgument.Partition(target.Partition.Value);
        _arguments[^2] = ProduceArgument.Value(value, length);
        _arguments[^1] = ProduceArgument.Opaque(opaque);
        fixed (ProduceArgument* arguments = _arguments)
        {
            return Librdkafka.Produce(_client, arguments, _arguments.Length);
        }
    }

    private void Describe(string topic, Headers headers)
    {
        _texts.Clear();
        _arguments =
        [
            ProduceArgument.Topic(Keep(TextOf(topic))),
            .. headers.Select(header => ProduceArgument.Header(Keep(TextOf(header.Key)), Keep(header.GetValueBytes()), header.GetValueBytes().Length)),
            .. new ProduceArgument[OfRecord],
        ];
        _topic = topic;
        _headers = headers;
    }

    private static byte[] TextOf(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private nint Keep(byte[] bytes)
    {
        byte[] kept = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(kept, 0);
        _texts.Add(kept);
        return AddressOf(kept);
    }

    private void TakeBack(long number)
    {
        if (_underway.Remove(number, out byte[]? buffer))
        {
            _free.Push(buffer);
        }
    }

    private static nint AddressOf(byte[] pinned) => Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);

    private static Error Taken(nint error)
    {
        var taken = new Error((ErrorCode)Librdkafka.CodeOf(error), Marshal.PtrToStringUTF8(Librdkafka.TextOf(error)));
        Librdkafka.DestroyError(error);
        return taken;
    }
}
