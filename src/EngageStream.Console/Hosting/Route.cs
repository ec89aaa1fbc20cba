using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EngageStream.Console.Hosting;

/// <summary>Names a request by its route: paths carry ids of people, and belong into no log and no metric.</summary>
internal static class Route
{
    public static string Of(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "none";
}
