using System.Text;
using EngageStream.Console.Hosting;
using EngageStream.Console.Ports;
using EngageStream.Console.Problems;
using EngageStream.Console.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EngageStream.Console.Endpoints;

/// <summary>Playbooks.</summary>
internal static class PlaybookEndpoints
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Map(IEndpointRouteBuilder v1) => v1.MapPost("/playbook/check", CheckAsync)
        .Says("checkPlaybook", "playbook", "What is wrong with a playbook",
            "Compiles a playbook of one file as an engine would, and puts nothing to work. The answer is 200 whether it is valid or not.")
        .Accepts<string>("application/yaml", "text/yaml", "text/plain")
        .Produces<PlaybookVerdict>()
        .Needs(ApiScope.Read, 413, 415);

    private static async Task<IResult> CheckAsync(HttpContext context, ApiServices services)
    {
        string yaml;
        try
        {
            using var reader = new StreamReader(context.Request.Body, Utf8, detectEncodingFromByteOrderMarks: false);
            yaml = await reader.ReadToEndAsync(context.RequestAborted);
        }
        catch (DecoderFallbackException)
        {
            return new Problem(ProblemKind.BadRequest, "The body is not UTF-8.");
        }

        return TypedResults.Ok(services.Checker.Check(yaml));
    }
}
