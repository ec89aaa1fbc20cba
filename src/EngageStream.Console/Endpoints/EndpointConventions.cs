using EngageStream.Console.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EngageStream.Console.Endpoints;

/// <summary>What every endpoint says of itself.</summary>
internal static class EndpointConventions
{
    /// <summary>Names the scope that the endpoint needs and the problems that it may answer with, beside those of every endpoint.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder endpoint, ApiScope scope, params ReadOnlySpan<int> problems)
    {
        endpoint.WithMetadata(new NeedsScope(scope));
        foreach (int status in (ReadOnlySpan<int>)[400, 401, 403, 429, 500, 504, .. problems])
        {
            endpoint.ProducesProblem(status);
        }

        return endpoint;
    }

    /// <summary>Says in words what the endpoint does.</summary>
    public static RouteHandlerBuilder Says(this RouteHandlerBuilder endpoint, string name, string tag, string summary, string description) =>
        endpoint.WithName(name).WithTags(tag).WithSummary(summary).WithDescription(description);
}
