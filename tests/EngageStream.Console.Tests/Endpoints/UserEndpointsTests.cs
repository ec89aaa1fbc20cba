using System.Text.Json.Nodes;
using EngageStream.Console.Ports;
using EngageStream.Console.Tests.Support;

namespace EngageStream.Console.Tests.Endpoints;

public sealed class UserEndpointsTests : IAsyncLifetime
{
    private TestApi _api = null!;

    public async Task InitializeAsync() => _api = await TestApi.StartAsync(index: new FakeIndex());

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task A_profile_is_given_as_it_is()
    {
        using HttpResponseMessage answer = await _api.GetAsync("/v1/users/ann");
        Assert.Equal("""{"user":"ann","stage":"new","explained":false}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task An_explanation_is_asked_for()
    {
        Assert.True((bool?)(await _api.ReadAsync("/v1/users/ann?explain=true"))["explained"]);
        Assert.Equal(("ann", true), Assert.Single(_api.Users.Asked));
    }

    [Theory]
    [InlineData("ann@example.org")]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("a%2Fb/c?d")]
    [InlineData("Zoë & 猫+1")]
    public async Task Any_id_can_be_asked_for(string id)
    {
        _api.Users.Always(FakeUsers.Found("{}"));
        await _api.ReadAsync($"/v1/users/{Uri.EscapeDataString(id)}?explain=false");
        Assert.Equal(id, Assert.Single(_api.Users.Asked).User);
    }

    [Fact]
    public async Task Nobody_is_a_problem()
    {
        _api.Users.Always(new UserAnswer(UserOutcome.Unknown));
        using HttpResponseMessage answer = await _api.GetAsync("/v1/users/nobody");
        Assert.DoesNotContain("nobody", await ProblemAssert.IsAsync(answer, 404, "not_found"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UserOutcome.Busy, "busy")]
    [InlineData(UserOutcome.Restoring, "restoring")]
    public async Task Who_asks_at_a_bad_moment_is_told_when_to_ask_again(UserOutcome outcome, string kind)
    {
        _api.Users.Always(new UserAnswer(outcome));
        using HttpResponseMessage answer = await _api.GetAsync("/v1/users/ann");
        await ProblemAssert.IsAsync(answer, 503, kind);
        Assert.Equal("1", answer.Headers.RetryAfter?.ToString());
    }

    [Fact]
    public async Task People_of_a_stage_come_in_pages()
    {
        JsonObject first = await _api.ReadAsync("/v1/users?stage=new&limit=2");
        Assert.Equal("""[{"user_id":"ann","risk":0.9},{"user_id":"bob","risk":0.4}]""", first["users"]!.ToJsonString());
        JsonObject last = await _api.ReadAsync($"/v1/users?stage=new&cursor={first["next"]}");
        Assert.Equal("""{"users":[{"user_id":"cid","risk":0.1}],"next":null}""", last.ToJsonString());
    }

    [Fact]
    public async Task A_stage_that_is_not_there_is_told_with_those_that_are()
    {
        using HttpResponseMessage answer = await _api.GetAsync("/v1/users?stage=old");
        Assert.Equal("stage has to be one of new, active.", await ProblemAssert.IsAsync(answer, 400, "bad_request"));
    }

    [Fact]
    public async Task A_made_up_cursor_is_refused()
    {
        using HttpResponseMessage answer = await _api.GetAsync("/v1/users?stage=new&cursor=zzz");
        await ProblemAssert.IsAsync(answer, 400, "bad_request");
    }

    [Fact]
    public async Task A_projection_that_is_away_is_told_without_its_address()
    {
        using HttpResponseMessage answer = await _api.GetAsync("/v1/users?stage=new&cursor=down");
        Assert.DoesNotContain("secret", await ProblemAssert.IsAsync(answer, 503, "unreachable"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_projection_there_are_no_lists()
    {
        await using TestApi api = await TestApi.StartAsync();
        using HttpResponseMessage answer = await api.GetAsync("/v1/users?stage=new");
        await ProblemAssert.IsAsync(answer, 501, "not_configured");
    }
}
