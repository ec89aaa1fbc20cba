using System.Text;
using EngageStream.Console.Tests.Support;

namespace EngageStream.Console.Tests.Problems;

/// <summary>Error bodies say what to do, and nothing that was sent or is secret.</summary>
public sealed class ErrorBodyTests : IAsyncLifetime
{
    private const string Personal = "ann@example.org";
    private readonly CollectedLogs _logs = new();
    private TestApi _api = null!;

    public async Task InitializeAsync() => _api = await TestApi.StartAsync(logs: _logs);

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task A_fault_shows_nothing_of_its_message_in_the_answer_and_in_logs_that_are_on()
    {
        _api.Users.Answer = (_, _, _) => throw new InvalidOperationException($"cannot read {Personal} with password hunter2");
        using HttpResponseMessage answer = await _api.GetAsync($"/v1/users/{Personal}");
        string detail = await ProblemAssert.IsAsync(answer, 500, "fault");
        AssertSilent(detail);
        Assert.Contains(_logs.Lines, line => line.Contains("GET /v1/users/{id} failed: InvalidOperationException", StringComparison.Ordinal));
        Assert.All(_logs.Lines, AssertSilent);
    }

    [Theory]
    [InlineData("{\"reason\":\"" + Personal + "\"")]
    [InlineData("{\"" + Personal + "\":1,\"all\":true}")]
    [InlineData("{\"position\":\"" + Personal + "\"}")]
    [InlineData("{\"since\":\"" + Personal + "\"}")]
    [InlineData("[\"" + Personal + "\"]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_body_that_cannot_be_understood_is_not_repeated(string body)
    {
        using HttpResponseMessage answer = await _api.PostAsync("/v1/dead-letters/replay", TestApi.Operator, body);
        AssertSilent(await ProblemAssert.IsAsync(answer, 400, "bad_request"));
        Assert.Empty(_api.Desk.Replays);
    }

    [Theory]
    [InlineData("/v1/users/x?explain=" + Personal)]
    [InlineData("/v1/users?stage=" + Personal)]
    [InlineData("/v1/users?stage=new&limit=" + Personal)]
    [InlineData("/v1/users?stage=new&limit=0")]
    [InlineData("/v1/dead-letters?since=" + Personal)]
    [InlineData("/v1/dead-letters?limit=1001")]
    [InlineData("/v1/dead-letters/" + Personal)]
    public async Task A_parameter_that_cannot_be_understood_is_not_repeated(string path)
    {
        using HttpResponseMessage answer = await _api.GetAsync(path);
        AssertSilent(await ProblemAssert.IsAsync(answer, 400, "bad_request"));
    }

    [Fact]
    public async Task Another_method_is_a_problem_too()
    {
        using HttpResponseMessage answer = await _api.SendAsync(HttpMethod.Delete, "/v1/stages", TestApi.Reader);
        await ProblemAssert.IsAsync(answer, 405, "method_not_allowed");
    }

    [Fact]
    public async Task Another_content_type_is_a_problem_too()
    {
        using var content = new StringContent("a=b", Encoding.UTF8, "application/x-www-form-urlencoded");
        using HttpResponseMessage answer = await _api.SendAsync(HttpMethod.Post, "/v1/playbook/check", TestApi.Reader, content);
        await ProblemAssert.IsAsync(answer, 415, "wrong_content");
    }

    [Fact]
    public async Task Answers_do_not_name_the_web_server()
    {
        using HttpResponseMessage answer = await _api.GetAsync("/v1/stages");
        Assert.False(answer.Headers.Contains("Server"));
    }

    private static void AssertSilent(string text)
    {
        Assert.DoesNotContain(Personal, text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("token-0123456789", text, StringComparison.Ordinal);
    }
}
