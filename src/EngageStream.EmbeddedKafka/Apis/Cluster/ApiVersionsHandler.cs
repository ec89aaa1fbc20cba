using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Apis.Cluster;

/// <summary>ApiVersions (18): what this broker can do. The client's software name and version need no attention.</summary>
internal sealed class ApiVersionsHandler(ApiTable apis) : ImmediateApiHandler(new(ApiKey.ApiVersions, 0, 3, 3))
{
    protected override void Handle(RequestContext context) =>
        apis.WriteVersions(context.Writer, context.Version, ErrorCode.None);
}
