using System.Linq.Expressions;
using System.Reflection;
using Confluent.Kafka;

namespace EngageStream.Runtime.Streams;

/// <summary>
/// Sends a part of an array, which the client copies before it returns. Its public methods take whole arrays only; without this each
/// record of the state log would be an array of up to 64 KiB for the collector, most of what an engine under load allocates.
/// </summary>
internal static class PartSender
{
    private static readonly Lazy<Call?> Cached = new(Build);

    /// <summary>Sends bytes of an array.</summary>
    /// <exception cref="KafkaException">The client did not take it, for example because its queue is full.</exception>
    public delegate void Call(
        IProducer<byte[]?, byte[]?> client, TopicPartition target, byte[] value, int offset, int length, Headers headers,
        Action<DeliveryReport<byte[]?, byte[]?>> delivered);

    /// <summary>The way in; null with a client that is built otherwise.</summary>
    public static Call? Instance => Cached.Value;

    private static Call? Build()
    {
        // Producer.ProduceImpl and the handler that it hands delivery reports to; neither is public.
        const BindingFlags Inside = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        Type? client = typeof(IProducer<,>).Assembly.GetType("Confluent.Kafka.Producer`2")?.MakeGenericType(typeof(byte[]), typeof(byte[]));
        Type? handler = client?.GetNestedType("TypedDeliveryHandlerShim_Action", BindingFlags.NonPublic)?.MakeGenericType(typeof(byte[]), typeof(byte[]));
        ConstructorInfo? newHandler = handler?.GetConstructor(
            [typeof(string), typeof(byte[]), typeof(byte[]), typeof(Action<DeliveryReport<byte[]?, byte[]?>>)]);
        MethodInfo? produce = client?.GetMethod("ProduceImpl", Inside);
        PropertyInfo? list = typeof(Headers).GetProperty("BackingList", Inside);
        if (newHandler is null || produce is null || list is null)
        {
            return null;
        }

        ParameterExpression[] given =
        [
            Expression.Parameter(typeof(IProducer<byte[]?, byte[]?>)), Expression.Parameter(typeof(TopicPartition)), Expression.Parameter(typeof(byte[])),
            Expression.Parameter(typeof(int)), Expression.Parameter(typeof(int)), Expression.Parameter(typeof(Headers)),
            Expression.Parameter(typeof(Action<DeliveryReport<byte[]?, byte[]?>>)),
        ];
        Expression nothing = Expression.Constant(null, typeof(byte[]));
        Expression zero = Expression.Constant(0);
        Expression topic = Expression.Property(given[1], nameof(TopicPartition.Topic));
        try
        {
            return Expression.Lambda<Call>(
                Expression.Call(
                    Expression.Convert(given[0], client!),
                    produce,
                    topic,
                    given[2],
                    given[3],
                    given[4],
                    nothing,
                    zero,
                    zero,
                    Expression.Constant(Timestamp.Default),
                    Expression.Property(given[1], nameof(TopicPartition.Partition)),
                    Expression.Property(given[5], list),
                    Expression.New(newHandler, topic, nothing, nothing, given[6])),
                given).Compile();
        }
        catch (ArgumentException)
        {
            // The method takes other arguments.
            return null;
        }
    }
}
