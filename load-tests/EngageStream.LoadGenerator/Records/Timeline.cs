namespace EngageStream.LoadGenerator.Records;

/// <summary>Maps the population's time onto the load's, in proportion.</summary>
internal sealed class Timeline(LoadOptions options)
{
    private readonly long _fromMs = options.Population.StartMs;
    private readonly long _fromLength = options.Population.EndMs - options.Population.StartMs;
    private readonly long _toMs = options.FirstMs;
    private readonly long _toLength = options.EndMs - options.FirstMs;

    public long Map(long timeMs) => _toMs + (long)((Int128)(timeMs - _fromMs) * _toLength / _fromLength);
}
