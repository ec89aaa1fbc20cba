using EngageStream.Console.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EngageStream.Console.Problems;

/// <summary>Gives every error a problem for a body: exceptions, and statuses that the web server sets without one.</summary>
internal static class ProblemPages
{
    public static void Use(WebApplication app, int maxBody, ILogger logger) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
            if (context.Response is { StatusCode: >= 400, HasStarted: false, ContentType: null })
            {
                ProblemKind kind = ProblemKind.Of(context.Response.StatusCode);
                await Problem.WriteAsync(context, kind, DetailOf(kind, maxBody));
            }
        }
        catch (BadHttpRequestException fault) when (!context.Response.HasStarted)
        {
            ProblemKind kind = ProblemKind.Of(fault.StatusCode);
            await Problem.WriteAsync(context, kind, DetailOf(kind, maxBody));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            // The type only: a message may quote what somebody sent.
            Log.Failed(logger, context.Request.Method, Route.Of(context), fault.GetType().Name);
            Log.FailedDetails(logger, fault);
            await Problem.WriteAsync(context, ProblemKind.Fault, "The log of this node has more.");
        }
    });

    private static string DetailOf(ProblemKind kind, int maxBody) => kind.Name switch
    {
        "not_found" => "There is nothing at this address; /openapi/v1.json lists what there is.",
        "too_large" => $"A body may have {maxBody} bytes at most (api.max.body.bytes).",
        "fault" => "The log of this node has more.",
        _ => "/openapi/v1.json describes what may be asked, and how.",
    };
}
