using Microsoft.AspNetCore.Http;

namespace EngageStream.Console.Endpoints;

/// <summary>JSON that somebody else wrote. A person's data: no cache may keep it.</summary>
internal sealed class JsonBytes(ReadOnlyMemory<byte> json) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        return response.Body.WriteAsync(json, httpContext.RequestAborted).AsTask();
    }
}
