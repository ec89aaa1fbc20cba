using System.Text.Json.Nodes;

namespace EngageStream.Console.Tests.Support;

/// <summary>Holds answers against RFC 9457.</summary>
internal static class ProblemAssert
{
    /// <summary>The answer is a problem of a kind; gives back its detail.</summary>
    public static async Task<string> IsAsync(HttpResponseMessage answer, int status, string kind)
    {
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode} {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        JsonObject problem = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(["detail", "status", "title", "type"], problem.Select(member => member.Key).Order());
        Assert.Equal($"https://engagestream.dev/problems/{kind}", (string?)problem["type"]);
        Assert.Equal(status, (int?)problem["status"]);
        return (string)problem["detail"]!;
    }
}
