using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using EngageStream.Runtime.Consuming;
using SystemMemory = System.Runtime.InteropServices.NativeMemory;

namespace EngageStream.Runtime.Streams;

/// <summary>
/// Sends records of the state log out of buffers that the client does not copy when it takes a record, and that are used again once it is
/// delivered. A copy would be the client's memory, which glibc gives up and takes again from one commit to the next where they are large, page by page.
/// The buffers are memory of the operating system: pinned arrays among others that stay would keep theirs when all is quiet.
/// Not thread-safe: reports have to come on the thread that sends.
/// </summary>
internal sealed unsafe class StateSender : IDisposable
{
    /// <summary>Bytes of the longest record.</summary>
    public const int LongestRecord = 64 * 1024;

    // Behind those that are the same from record to record.
    private const int OfRecord = 3;
    private readonly nint _client;
    private readonly Func<string, Action<DeliveryReport<byte[]?, byte[]?>>, object> _newHandler;
    private readonly Stack<nint> _free = new();
    private readonly Dictionary<long, nint> _underway = [];
    private readonly List<nint> _texts = [];
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

    /// <summary>Bytes of the buffers, in use or not.</summary>
    public long ReservedBytes => (long)(_free.Count + _underway.Count) * LongestRecord;

    /// <summary>Sends a record, at most <see cref="LongestRecord"/> bytes of it. They are the caller's again afterwards.</summary>
    /// <exception cref="KafkaException">The client did not take it, for example because its queue is full.</exception>
    public void Send(TopicPartition target, ReadOnlySpan<byte> value, Headers headers, Action<DeliveryReport<byte[]?, byte[]?>> delivered)
    {
        long number = ++_number;
        nint buffer = _free.TryPop(out nint free) ? free : (nint)SystemMemory.Alloc(LongestRecord);
        value.CopyTo(new Span<byte>((void*)buffer, LongestRecord));
        _underway.Add(number, buffer);
        GCHandle handler = GCHandle.Alloc(_newHandler(target.Topic, Delivered));
        nint error = Produce(target, buffer, value.Length, headers, GCHandle.ToIntPtr(handler));
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
        Free(_free);
        _free.Clear();
        _free.TrimExcess();
    }

    /// <summary>Gives up all memory. The client has to be gone, and with it the reports that had not come.</summary>
    public void Dispose()
    {
        Free(_underway.Values);
        _underway.Clear();
        ReleaseMemory();
        ForgetTexts();
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
        ForgetTexts();
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
        var kept = (nint)SystemMemory.Alloc((nuint)bytes.Length);
        bytes.CopyTo(new Span<byte>((void*)kept, bytes.Length));
        _texts.Add(kept);
        return kept;
    }

    private void ForgetTexts()
    {
        Free(_texts);
        _texts.Clear();
    }

    private void TakeBack(long number)
    {
        if (_underway.Remove(number, out nint buffer))
        {
            _free.Push(buffer);
        }
    }

    private static void Free(IEnumerable<nint> all)
    {
        foreach (nint one in all)
        {
            SystemMemory.Free((void*)one);
        }
    }

    private static Error Taken(nint error)
    {
        var taken = new Error((ErrorCode)Librdkafka.CodeOf(error), Marshal.PtrToStringUTF8(Librdkafka.TextOf(error)));
        Librdkafka.DestroyError(error);
        return taken;
    }
}
