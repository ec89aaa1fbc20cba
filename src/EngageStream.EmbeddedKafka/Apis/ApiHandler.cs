using EngageStream.EmbeddedKafka.Network;

namespace EngageStream.EmbeddedKafka.Apis;

/// <summary>
/// Serves one request type: reads the request and writes the response in the version of the context. Handlers have no
/// state of their own and serve all connections.
/// </summary>
internal abstract class ApiHandler(ApiDescription api)
{
    public ApiDescription Api { get; } = api;

    public abstract ValueTask HandleAsync(RequestContext context);
}

/// <summary>A handler that never waits.</summary>
internal abstract class ImmediateApiHandler(ApiDescription api) : ApiHandler(api)
{
    public sealed override ValueTask HandleAsync(RequestContext context)
    {
        Handle(context);
        return ValueTask.CompletedTask;
    }

    protected abstract void Handle(RequestContext context);
}
