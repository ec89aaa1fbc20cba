namespace EngageStream.Runtime.Tests.Reads;

/// <summary>Each look at the time comes a fixed while after the last.</summary>
internal sealed class SteppedTime(TimeSpan step) : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks += step.Ticks;

    public void Advance(TimeSpan by) => _ticks += by.Ticks;
}
