using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using EngageStream.Domain.State;
using EngageStream.Runtime.Streams;

namespace EngageStream.Runtime.Consuming;

/// <summary>
/// The records that a consumer has at hand, read in one call and left in librdkafka's memory until the batch is cleared.
/// Nothing is allocated but for headers. Not thread-safe: one per stream thread, which also runs the consumer's handlers while
/// it reads.
/// </summary>
internal sealed unsafe class RecordBatch : IDisposable
{
    /// <summary>Most records at a time.</summary>
    public const int Capacity = 64;

    private readonly nint _client;
    private readonly nint[] _messages = GC.AllocateArray<nint>(Capacity, pinned: true);
    private nint _queue;

    /// <param name="client">Handle of the consumer, which must outlive the batch, and is not asked for records otherwise.</param>
    public RecordBatch(Handle client)
    {
        _client = Librdkafka.ClientOf(client);
        _queue = Librdkafka.QueueOfConsumer(_client);
    }

    /// <summary>Records in the batch; ends of partitions and errors count.</summary>
    public int Count { get; private set; }

    /// <summary>Whether there may be more where these came from.</summary>
    public bool IsFull => Count == Capacity;

    /// <summary>A record.</summary>
    public ref readonly NativeMessage this[int index] => ref *At(index);

    /// <summary>Reads what is there into the empty batch; if nothing is, waits for it.</summary>
    public void Read(TimeSpan wait)
    {
        int count = Read(0, 0, Capacity);
        if (count == 0 && wait > TimeSpan.Zero)
        {
            // librdkafka waits until as many have come as were asked for.
            count = Read(0, (int)Math.Ceiling(wait.TotalMilliseconds), 1);
            count += count > 0 ? Read(count, 0, Capacity - count) : 0;
        }

        Count = count;
    }

    /// <summary>Asks for a record; nothing happens where there is none.</summary>
    public void Prefetch(int index)
    {
        if ((uint)index < (uint)Count)
        {
            CacheLines.PrefetchThree(ref *(byte*)At(index));
        }
    }

    /// <summary>Asks for key and value of a record, which lie one after the other; nothing happens where there is none.</summary>
    public void PrefetchBytes(int index)
    {
        if ((uint)index < (uint)Count)
        {
            CacheLines.PrefetchThree(ref *At(index)->FirstByte);
        }
    }

    /// <summary>The error that came in place of a record; <see langword="null"/> for a record, and for the end of a partition.</summary>
    public Error? ErrorAt(int index)
    {
        var code = (ErrorCode)At(index)->Error;
        return code switch
        {
            ErrorCode.NoError or ErrorCode.Local_PartitionEOF => null,
            ErrorCode.Local_Fatal => FatalError(),
            _ => new Error(code, Marshal.PtrToStringUTF8(Librdkafka.ErrorTextOf(At(index)))),
        };
    }

    /// <summary>Copies a record.</summary>
    public void CopyTo(InputRecord record, int index)
    {
        NativeMessage* message = At(index);
        record.Key.Set(message->Key, message->HasNoKey);
        record.Value.Set(message->Value, message->HasNoValue);
        record.Set(HeadersOf(message), message->Partition, message->Offset, Librdkafka.TimestampOf(message, out _));
    }

    /// <summary>Empties the batch.</summary>
    public void Clear()
    {
        for (int i = 0; i < Count; i++)
        {
            Librdkafka.DestroyMessage(At(i));
        }

        Count = 0;
    }

    /// <summary>Lets go of the consumer, which cannot be closed before.</summary>
    public void Dispose()
    {
        if (_queue != 0)
        {
            Clear();
            Librdkafka.DestroyQueue(_queue);
            _queue = 0;
        }
    }

    private int Read(int from, int waitMs, int most) =>
        (int)Math.Max(0, Librdkafka.ConsumeBatch(_queue, waitMs, (NativeMessage**)Unsafe.AsPointer(ref _messages[from]), most));

    private NativeMessage* At(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
        return (NativeMessage*)_messages[index];
    }

    private Error FatalError()
    {
        byte* text = stackalloc byte[512];
        var code = (ErrorCode)Librdkafka.FatalErrorOf(_client, text, 512);
        return new Error(code, Marshal.PtrToStringUTF8((nint)text), isFatal: true);
    }

    private static Headers? HeadersOf(NativeMessage* message)
    {
        if (Librdkafka.HeadersOf(message, out nint native) != 0)
        {
            return null;
        }

        var headers = new Headers();
        for (nint i = 0; Librdkafka.HeaderAt(native, i, out nint name, out nint value, out nint length) == 0; i++)
        {
            headers.Add(
                Marshal.PtrToStringUTF8(name)!,
                value == 0 ? null : new ReadOnlySpan<byte>((void*)value, checked((int)length)).ToArray());
        }

        return headers;
    }
}
