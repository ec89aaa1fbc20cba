using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace EngageStream.Console.Problems;

/// <summary>
/// An error as an answer: problem details of RFC 9457. Its detail is written here, never copied from a request, a record or an
/// exception that is not known to be safe: error bodies carry no secrets and no personal data.
/// </summary>
/// <param name="kind">What it is.</param>
/// <param name="detail">This occurrence, and the remedy.</param>
/// <param name="retryAfter">When to try again.</param>
internal sealed class Problem(ProblemKind kind, string detail, TimeSpan? retryAfter = null) : IResult
{
    private const string TypePrefix = "https://engagestream.dev/problems/";

    /// <summary>How long to wait where nothing better is known.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, kind, detail, retryAfter);

    /// <summary>Answers with a problem.</summary>
    public static Task WriteAsync(HttpContext context, ProblemKind kind, string detail, TimeSpan? retryAfter = null)
    {
        context.Features.Set(kind);
        context.Response.StatusCode = kind.Status;
        if (retryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter =
                Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return context.Response.WriteAsJsonAsync(
            new ProblemDetails { Type = TypePrefix + kind.Name, Title = kind.Title, Status = kind.Status, Detail = detail },
            options: null,
            contentType: "application/problem+json",
            CancellationToken.None);
    }
}
