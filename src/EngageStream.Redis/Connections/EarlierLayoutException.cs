namespace EngageStream.Redis.Connections;

/// <summary>The keys are of an earlier layout: they have to be rebuilt before anything else is done with them.</summary>
/// <param name="layout">What the keys say of themselves.</param>
internal sealed class EarlierLayoutException(string layout) : Exception($"The keys are those of {layout}, which this program makes anew.")
{
    /// <summary>What the keys say of themselves.</summary>
    public string Layout { get; } = layout;
}
