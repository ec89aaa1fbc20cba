using System.Globalization;
using EngageStream.Console.Problems;
using Microsoft.AspNetCore.Http;

namespace EngageStream.Console.Forwarding;

/// <summary>What the owner answered, as this node's answer.</summary>
/// <param name="answer">The owner's answer.</param>
/// <param name="passOn">Whether it can be given on as it is.</param>
internal sealed class ForwardedAnswer(HttpResponseMessage answer, bool passOn) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using (answer)
        {
            if (!passOn)
            {
                string status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
                await Problem.WriteAsync(
                    httpContext, ProblemKind.OwnerFailed, $"It answered {status}; all nodes need the same api.tokens and the same version.");
                return;
            }

            HttpResponse response = httpContext.Response;
            response.StatusCode = (int)answer.StatusCode;
            response.ContentType = answer.Content.Headers.ContentType?.ToString() ?? "application/json";
            response.ContentLength = answer.Content.Headers.ContentLength;
            if (answer.Headers.RetryAfter is { } retry)
            {
                response.Headers.RetryAfter = retry.ToString();
            }

            await answer.Content.CopyToAsync(response.Body, httpContext.RequestAborted);
        }
    }
}
