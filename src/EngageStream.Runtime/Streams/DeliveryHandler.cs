using System.Linq.Expressions;
using System.Reflection;
using Confluent.Kafka;

namespace EngageStream.Runtime.Streams;

/// <summary>
/// Makes what Confluent.Kafka hands a delivery report to. A record that is sent past its <c>Produce</c> carries a <c>GCHandle</c> of one, as
/// its own do, which is freed with the report.
/// </summary>
internal static class DeliveryHandler
{
    private static readonly Lazy<Func<string, Action<DeliveryReport<byte[]?, byte[]?>>, object>?> Cached = new(Build);

    /// <summary>Makes one for a topic; null with a client that is built otherwise.</summary>
    public static Func<string, Action<DeliveryReport<byte[]?, byte[]?>>, object>? Factory => Cached.Value;

    private static Func<string, Action<DeliveryReport<byte[]?, byte[]?>>, object>? Build()
    {
        Type? client = typeof(IProducer<,>).Assembly.GetType("Confluent.Kafka.Producer`2")?.MakeGenericType(typeof(byte[]), typeof(byte[]));
        ConstructorInfo? handler = client?.GetNestedType("TypedDeliveryHandlerShim_Action", BindingFlags.NonPublic)
            ?.MakeGenericType(typeof(byte[]), typeof(byte[]))
            .GetConstructor([typeof(string), typeof(byte[]), typeof(byte[]), typeof(Action<DeliveryReport<byte[]?, byte[]?>>)]);
        if (handler is null)
        {
            return null;
        }

        ParameterExpression topic = Expression.Parameter(typeof(string));
        ParameterExpression delivered = Expression.Parameter(typeof(Action<DeliveryReport<byte[]?, byte[]?>>));
        Expression nothing = Expression.Constant(null, typeof(byte[]));
        return Expression.Lambda<Func<string, Action<DeliveryReport<byte[]?, byte[]?>>, object>>(
            Expression.New(handler, topic, nothing, nothing, delivered), topic, delivered).Compile();
    }
}
