using EngageStream.Console.Ports;
using EngageStream.Console.Tests.Support;

namespace EngageStream.Console.Tests.Limits;

public sealed class RequestLimitsTests
{
    [Fact]
    public async Task A_body_that_is_too_long_is_refused()
    {
        await using TestApi api = await TestApi.StartAsync(options => options with { MaxBodyBytes = 1_000 });
        using HttpResponseMessage fits = await api.PostAsync("/v1/playbook/check", TestApi.Reader, new string('#', 1_000), "application/yaml");
        Assert.Equal(200, (int)fits.StatusCode);
        using HttpResponseMessage answer = await api.PostAsync("/v1/playbook/check", TestApi.Reader, new string('#', 1_001), "application/yaml");
        Assert.Contains("1000 bytes at most (api.max.body.bytes)", await ProblemAssert.IsAsync(answer, 413, "too_large"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_body_of_json_is_refused_before_anything_is_done()
    {
        await using TestApi api = await TestApi.StartAsync(options => options with { MaxBodyBytes = 1_000 });
        using HttpResponseMessage answer = await api.PostAsync(
            "/v1/dead-letters/replay", TestApi.Operator, $"{{\"reason\":\"{new string('x', 2_000)}\"}}");
        await ProblemAssert.IsAsync(answer, 413, "too_large");
        Assert.Empty(api.Desk.Replays);
    }

    [Fact]
    public async Task Too_many_requests_of_a_token_are_refused_and_those_of_another_are_not()
    {
        await using TestApi api = await TestApi.StartAsync(options => options with { RequestsPerMinute = 2 });
        for (int i = 0; i < 2; i++)
        {
            using HttpResponseMessage allowed = await api.GetAsync("/v1/stages");
            Assert.Equal(200, (int)allowed.StatusCode);
        }

        using HttpResponseMessage answer = await api.GetAsync("/v1/stages");
        Assert.Contains("2 requests a minute", await ProblemAssert.IsAsync(answer, 429, "rate_limited"), StringComparison.Ordinal);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        using HttpResponseMessage other = await api.GetAsync("/v1/stages", TestApi.Operator);
        Assert.Equal(200, (int)other.StatusCode);
    }

    [Fact]
    public async Task Who_tries_tokens_is_slowed_down()
    {
        await using TestApi api = await TestApi.StartAsync(options => options with { RequestsPerMinute = 2 });
        for (int i = 0; i < 2; i++)
        {
            using HttpResponseMessage refused = await api.GetAsync("/v1/stages", $"a-guess-at-a-token-{i}");
            Assert.Equal(401, (int)refused.StatusCode);
        }

        using HttpResponseMessage answer = await api.GetAsync("/v1/stages", "a-guess-at-a-token-2");
        await ProblemAssert.IsAsync(answer, 429, "rate_limited");
        using HttpResponseMessage known = await api.GetAsync("/v1/stages");
        Assert.Equal(200, (int)known.StatusCode);
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_ended()
    {
        await using TestApi api = await TestApi.StartAsync(options => options with { RequestTimeout = TimeSpan.FromMilliseconds(50) });
        api.Users.Answer = async (_, _, cancel) =>
        {
            await Task.Delay(Timeout.Infinite, cancel);
            return default(UserAnswer);
        };
        using HttpResponseMessage answer = await api.GetAsync("/v1/users/ann");
        await ProblemAssert.IsAsync(answer, 504, "timed_out");
    }

    [Fact]
    public async Task Headers_that_are_too_long_are_refused()
    {
        await using TestApi api = await TestApi.StartAsync();
        using HttpResponseMessage answer = await api.GetAsync("/v1/stages", new string('x', 20_000));
        Assert.Equal(431, (int)answer.StatusCode);
    }
}
