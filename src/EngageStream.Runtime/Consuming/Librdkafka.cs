using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace EngageStream.Runtime.Consuming;

/// <summary>
/// Calls of librdkafka that Confluent.Kafka does not offer: it hands out one record at a time, with five objects and as many
/// calls for each. They go to the library that Confluent.Kafka has loaded, and to its clients.
/// </summary>
internal static unsafe partial class Librdkafka
{
    private const string Name = "librdkafka";

    static Librdkafka() => NativeLibrary.SetDllImportResolver(typeof(Librdkafka).Assembly, Resolve);

    /// <summary>The native client of a Confluent.Kafka client; valid until that is disposed.</summary>
    /// <exception cref="MissingMemberException">This release of Confluent.Kafka keeps it elsewhere.</exception>
    public static nint ClientOf(Handle handle)
    {
        PropertyInfo property = typeof(Handle).GetProperty("LibrdkafkaHandle", BindingFlags.Instance | BindingFlags.NonPublic)
            ?? throw new MissingMemberException(nameof(Handle), "LibrdkafkaHandle");
        return ((SafeHandle)property.GetValue(handle)!).DangerousGetHandle();
    }

    [LibraryImport(Name, EntryPoint = "rd_kafka_queue_get_consumer")]
    public static partial nint QueueOfConsumer(nint client);

    [LibraryImport(Name, EntryPoint = "rd_kafka_queue_destroy")]
    public static partial void DestroyQueue(nint queue);

    /// <summary>Calls handlers, the rebalance handlers among them, on the way.</summary>
    [LibraryImport(Name, EntryPoint = "rd_kafka_consume_batch_queue")]
    public static partial nint ConsumeBatch(nint queue, int timeoutMs, NativeMessage** messages, nint capacity);

    [LibraryImport(Name, EntryPoint = "rd_kafka_message_destroy")]
    public static partial void DestroyMessage(NativeMessage* message);

    [LibraryImport(Name, EntryPoint = "rd_kafka_message_timestamp")]
    [SuppressGCTransition]
    public static partial long TimestampOf(NativeMessage* message, out int type);

    [LibraryImport(Name, EntryPoint = "rd_kafka_message_headers")]
    [SuppressGCTransition]
    public static partial int HeadersOf(NativeMessage* message, out nint headers);

    [LibraryImport(Name, EntryPoint = "rd_kafka_header_get_all")]
    public static partial int HeaderAt(nint headers, nint index, out nint name, out nint value, out nint length);

    [LibraryImport(Name, EntryPoint = "rd_kafka_message_errstr")]
    public static partial nint ErrorTextOf(NativeMessage* message);

    [LibraryImport(Name, EntryPoint = "rd_kafka_fatal_error")]
    public static partial int FatalErrorOf(nint client, byte* text, nint capacity);

    /// <summary>Sends a record. Returns an error, to be destroyed, or 0.</summary>
    [LibraryImport(Name, EntryPoint = "rd_kafka_produceva")]
    public static partial nint Produce(nint client, ProduceArgument* arguments, nint count);

    [LibraryImport(Name, EntryPoint = "rd_kafka_error_code")]
    public static partial int CodeOf(nint error);

    [LibraryImport(Name, EntryPoint = "rd_kafka_error_string")]
    public static partial nint TextOf(nint error);

    [LibraryImport(Name, EntryPoint = "rd_kafka_error_destroy")]
    public static partial void DestroyError(nint error);

    // Which of several builds of the library was loaded is Confluent.Kafka's choice; to load it again by its path gives the same one.
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Name)
        {
            return 0;
        }

        using var process = Process.GetCurrentProcess();
        foreach (ProcessModule module in process.Modules)
        {
            if (module.FileName.Contains(Name, StringComparison.Ordinal)
                && NativeLibrary.TryLoad(module.FileName, out nint library)
                && NativeLibrary.TryGetExport(library, "rd_kafka_consume_batch_queue", out _))
            {
                return library;
            }
        }

        throw new DllNotFoundException("Confluent.Kafka has not loaded librdkafka: make a client first.");
    }
}
