using System.Reflection;
using Confluent.Kafka;

namespace EngageStream.Runtime.Tests.Streams;

/// <summary>A client that notes what is called, and can refuse a call as librdkafka does while it looks for a partition's leader.</summary>
public class CallRecorder : DispatchProxy
{
    /// <summary>Names of the methods called.</summary>
    public IList<string> Calls { get; } = [];

    /// <summary>The method that fails; none where empty.</summary>
    public string Refused { get; set; } = "";

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Calls.Add(targetMethod!.Name);
        return targetMethod.Name == Refused ? throw new KafkaException(ErrorCode.Local_State) : null;
    }
}
