using System.Net;
using System.Net.Sockets;
using EngageStream.Console.Ports;
using EngageStream.Console.Tests.Support;

namespace EngageStream.Console.Tests.Forwarding;

public sealed class NodeForwarderTests : IAsyncLifetime
{
    private TestApi _asked = null!;
    private TestApi _owner = null!;

    public async Task InitializeAsync()
    {
        _asked = await TestApi.StartAsync();
        _owner = await TestApi.StartAsync();
        _asked.Users.Always(new UserAnswer(UserOutcome.Elsewhere, Owner: _owner.Server.Address));
    }

    public async Task DisposeAsync()
    {
        await _asked.DisposeAsync();
        await _owner.DisposeAsync();
    }

    [Theory]
    [InlineData("ann")]
    [InlineData("a/b?c%2F")]
    public async Task A_node_asks_the_owner_in_the_callers_name(string id)
    {
        _owner.Users.Always(FakeUsers.Found("""{"user":"x"}"""));
        Assert.Equal("x", (string?)(await _asked.ReadAsync($"/v1/users/{Uri.EscapeDataString(id)}?explain=true"))["user"]);
        Assert.Equal((id, true), Assert.Single(_owner.Users.Asked));
    }

    [Theory]
    [InlineData(UserOutcome.Unknown, 404, "not_found")]
    [InlineData(UserOutcome.Busy, 503, "busy")]
    [InlineData(UserOutcome.Restoring, 503, "restoring")]
    public async Task The_owners_problem_is_passed_on(UserOutcome outcome, int status, string kind)
    {
        _owner.Users.Always(new UserAnswer(outcome));
        using HttpResponseMessage answer = await _asked.GetAsync("/v1/users/ann");
        await ProblemAssert.IsAsync(answer, status, kind);
        Assert.Equal(status == 503, answer.Headers.RetryAfter is not null);
    }

    [Fact]
    public async Task Two_nodes_that_take_each_other_for_the_owner_ask_once()
    {
        _owner.Users.Always(new UserAnswer(UserOutcome.Elsewhere, Owner: _asked.Server.Address));
        using HttpResponseMessage answer = await _asked.GetAsync("/v1/users/ann");
        await ProblemAssert.IsAsync(answer, 503, "moving");
        Assert.Equal("1", answer.Headers.RetryAfter?.ToString());
        Assert.Single(_asked.Users.Asked);
        Assert.Single(_owner.Users.Asked);
    }

    [Fact]
    public async Task An_owner_without_an_api_cannot_be_asked()
    {
        _asked.Users.Always(new UserAnswer(UserOutcome.Elsewhere, Owner: null));
        using HttpResponseMessage answer = await _asked.GetAsync("/v1/users/ann");
        await ProblemAssert.IsAsync(answer, 502, "owner_failed");
    }

    [Fact]
    public async Task An_owner_that_is_gone_is_told()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var address = new Uri($"http://{closed.LocalEndpoint}");
        closed.Stop();
        _asked.Users.Always(new UserAnswer(UserOutcome.Elsewhere, Owner: address));
        using HttpResponseMessage answer = await _asked.GetAsync("/v1/users/ann");
        await ProblemAssert.IsAsync(answer, 502, "owner_failed");
    }

    [Fact]
    public async Task An_owner_with_other_tokens_lets_nobody_in()
    {
        await using TestApi other = await TestApi.StartAsync(
            options => options with { Tokens = TestApi.ReadTokens("else read another-token-0123456789") });
        _asked.Users.Always(new UserAnswer(UserOutcome.Elsewhere, Owner: other.Server.Address));
        using HttpResponseMessage answer = await _asked.GetAsync("/v1/users/ann");
        Assert.StartsWith("It answered 401;", await ProblemAssert.IsAsync(answer, 502, "owner_failed"), StringComparison.Ordinal);
        Assert.Empty(other.Users.Asked);
    }

    [Fact]
    public async Task The_mark_of_a_request_that_is_passed_on_opens_nothing()
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_owner.Server.Address, "/v1/users/ann"));
        request.Headers.Add("Engage-Forwarded", "1");
        using HttpResponseMessage answer = await client.SendAsync(request);
        await ProblemAssert.IsAsync(answer, 401, "unauthorized");
    }
}
