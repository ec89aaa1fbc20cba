using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Apis;

/// <summary>A request type and the versions of it that are implemented; from <paramref name="FirstFlexible"/> on encoded compactly.</summary>
internal readonly record struct ApiDescription(ApiKey Key, short MinVersion, short MaxVersion, short FirstFlexible)
{
    /// <summary>For requests none of whose implemented versions is flexible.</summary>
    public const short NeverFlexible = short.MaxValue;

    public bool Supports(short version) => version >= MinVersion && version <= MaxVersion;

    public bool IsFlexible(short version) => version >= FirstFlexible;
}
