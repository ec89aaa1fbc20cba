using EngageStream.Console.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace EngageStream.Console.OpenApi;

/// <summary>
/// The description of the API at <c>/openapi/v1.json</c>, made from the endpoints. It is open to all: it tells nothing of this
/// installation, and is the same as docs/openapi.v1.json.
/// </summary>
internal static class ApiDocument
{
    private const string Scheme = "token";

    public static void Add(IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "EngageStream",
                Version = "v1",
                Description =
                    "What an engagement engine knows of people, and what can be done to it. Errors are problem details (RFC 9457).",
            };
            document.Servers = [new OpenApiServer { Url = "/" }];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Scheme] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "A token of api.tokens. What an operation lists are the scopes that the token must have.",
                },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            NeedsScope? needs = context.Description.ActionDescriptor.EndpointMetadata.OfType<NeedsScope>().LastOrDefault();
            var scheme = new OpenApiSecuritySchemeReference(Scheme, context.Document);
            operation.Security = needs is null ? null : [new OpenApiSecurityRequirement { [scheme] = [TokenGate.NameOf(needs.Scope)] }];
            return Task.CompletedTask;
        });
    });

    public static void Map(WebApplication app) =>
        app.MapOpenApi("/openapi/{documentName}.json").WithMetadata(new NeedsScope(ApiScope.None));
}
