using System.Net;
using EngageStream.Console.Tests.Support;

namespace EngageStream.Console.Tests.Tokens;

public sealed class TokenGateTests : IAsyncLifetime
{
    private TestApi _api = null!;

    public static TheoryData<string, string> Routes => new()
    {
        { "GET", "/v1/users/ann" },
        { "GET", "/v1/users?stage=new" },
        { "GET", "/v1/stages" },
        { "GET", "/v1/campaigns" },
        { "GET", "/v1/nodes" },
        { "GET", "/v1/dead-letters" },
        { "GET", "/v1/dead-letters/3:1207" },
        { "POST", "/v1/dead-letters/replay" },
        { "POST", "/v1/playbook/check" },
        { "GET", "/v1/no-such-thing" },
        { "GET", "/" },
    };

    public async Task InitializeAsync() => _api = await TestApi.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Nothing_answers_without_a_token(string method, string path)
    {
        using HttpResponseMessage answer = await _api.SendAsync(new HttpMethod(method), path, token: null);
        await ProblemAssert.IsAsync(answer, 401, "unauthorized");
        Assert.Equal("Bearer realm=\"engagestream\"", Assert.Single(answer.Headers.WwwAuthenticate).ToString());
        Assert.Empty(_api.Users.Asked);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Nothing_answers_with_a_wrong_token(string method, string path)
    {
        const string Wrong = TestApi.Reader + "x";
        using HttpResponseMessage answer = await _api.SendAsync(new HttpMethod(method), path, Wrong);
        string detail = await ProblemAssert.IsAsync(answer, 401, "unauthorized");
        Assert.Contains("error=\"invalid_token\"", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Wrong, detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/v1/users/ann", TestApi.Eraser, "read")]
    [InlineData("GET", "/v1/stages", TestApi.Eraser, "read")]
    [InlineData("POST", "/v1/dead-letters/replay", TestApi.Reader, "operate")]
    public async Task A_token_without_the_scope_is_told_which(string method, string path, string token, string scope)
    {
        using HttpResponseMessage answer = await _api.SendAsync(new HttpMethod(method), path, token);
        Assert.Equal($"The token lacks the scope '{scope}'.", await ProblemAssert.IsAsync(answer, 403, "forbidden"));
        Assert.Contains($"scope=\"{scope}\"", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Empty(_api.Desk.Replays);
    }

    [Theory]
    [InlineData("Basic reader-token-0123456789")]
    [InlineData("reader-token-0123456789")]
    [InlineData("Bearer")]
    [InlineData("Bearer reader-token-0123456789 reader-token-0123456789")]
    public async Task A_header_of_another_form_is_no_token(string header)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_api.Server.Address, "/v1/stages"));
        request.Headers.TryAddWithoutValidation("Authorization", header);
        using HttpResponseMessage answer = await client.SendAsync(request);
        await ProblemAssert.IsAsync(answer, 401, "unauthorized");
    }

    [Fact]
    public async Task A_token_is_not_taken_from_the_address()
    {
        using HttpResponseMessage answer = await _api.GetAsync($"/v1/stages?access_token={TestApi.Reader}", token: null);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_known_token_finds_that_there_is_nothing()
    {
        using HttpResponseMessage answer = await _api.GetAsync("/v1/no-such-thing");
        await ProblemAssert.IsAsync(answer, 404, "not_found");
    }
}
