namespace EngageStream.Tests.Shared.Kafka;

/// <summary>A test that can only hold on the embedded broker; skipped, with the reason, where another one is used.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EmbeddedFactAttribute : FactAttribute
{
    /// <param name="reason">What ties it to the embedded broker, such as <c>restarts the broker</c>.</param>
    public EmbeddedFactAttribute(string reason) => Skip = EmbeddedOnly.SkipFor(Reason = reason);

    public string Reason { get; }
}

/// <summary>The same for a test with several sets of data.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EmbeddedTheoryAttribute : TheoryAttribute
{
    /// <inheritdoc cref="EmbeddedFactAttribute(string)"/>
    public EmbeddedTheoryAttribute(string reason) => Skip = EmbeddedOnly.SkipFor(Reason = reason);

    public string Reason { get; }
}

internal static class EmbeddedOnly
{
    public static string? SkipFor(string reason) => BrokerChoice.Current.IsEmbedded ? null : $"embedded broker only: {reason}";
}
