using EngageStream.Console.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace EngageStream.Console.Tokens;

/// <summary>Tells who calls, and lets nobody through without a token that has the scope.</summary>
internal static class TokenGate
{
    private const string Scheme = "Bearer ";
    private const string Realm = "Bearer realm=\"engagestream\"";

    /// <summary>The caller's token; <see langword="null"/> for a caller without one that is known.</summary>
    public static ApiToken? Caller(HttpContext context) => context.Features.Get<ApiToken>();

    /// <summary>Looks at the header, refuses nobody yet: limits count those without a token, too.</summary>
    public static void Identify(WebApplication app, ApiTokens tokens) => app.Use((context, next) =>
    {
        if (Presented(context) is { } presented && tokens.Find(presented) is { } token)
        {
            context.Features.Set(token);
        }

        return next(context);
    });

    /// <summary>Refuses. An endpoint that says nothing of scopes is closed to all.</summary>
    public static void Require(WebApplication app) => app.Use((context, next) =>
    {
        NeedsScope? needs = context.GetEndpoint()?.Metadata.GetMetadata<NeedsScope>();
        if (needs?.Scope == ApiScope.None)
        {
            return next(context);
        }

        if (Caller(context) is not { } caller)
        {
            return RefuseUnknownAsync(context);
        }

        // What is no route of ours is routing's own answer that there is none, or none for this method or content.
        return context.GetEndpoint() is not RouteEndpoint || (needs is not null && caller.Scopes.HasFlag(needs.Scope))
            ? next(context)
            : RefuseScopeAsync(context, needs);
    });

    private static string? Presented(HttpContext context)
    {
        string? header = context.Request.Headers.Authorization is [var only] ? only : null;
        return header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
    }

    private static Task RefuseUnknownAsync(HttpContext context)
    {
        bool presented = context.Request.Headers.ContainsKey(HeaderNames.Authorization);
        context.Response.Headers.WWWAuthenticate = presented ? $"{Realm}, error=\"invalid_token\"" : Realm;
        return Problem.WriteAsync(context, ProblemKind.Unauthorized, presented
            ? "The token is not known here. Give one of those in api.tokens: 'Authorization: Bearer TOKEN'."
            : "A token is needed: 'Authorization: Bearer TOKEN'.");
    }

    private static Task RefuseScopeAsync(HttpContext context, NeedsScope? needs)
    {
        string scope = needs is null ? "none" : NameOf(needs.Scope);
        context.Response.Headers.WWWAuthenticate = $"{Realm}, error=\"insufficient_scope\", scope=\"{scope}\"";
        return Problem.WriteAsync(context, ProblemKind.Forbidden, $"The token lacks the scope '{scope}'.");
    }

    /// <summary>A scope as settings spell it.</summary>
    public static string NameOf(ApiScope scope) => scope switch
    {
        ApiScope.Read => "read",
        ApiScope.Operate => "operate",
        ApiScope.Erase => "erase",
        _ => "none",
    };
}
