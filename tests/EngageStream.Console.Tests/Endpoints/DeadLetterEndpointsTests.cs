using System.Text.Json.Nodes;
using EngageStream.Console.Ports;
using EngageStream.Console.Tests.Support;

namespace EngageStream.Console.Tests.Endpoints;

public sealed class DeadLetterEndpointsTests : IAsyncLifetime
{
    private TestApi _api = null!;

    public async Task InitializeAsync() => _api = await TestApi.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task A_list_shows_nothing_that_people_sent()
    {
        JsonObject page = await _api.ReadAsync("/v1/dead-letters?reason=malformed_json&since=2026-03-01T08:00:00Z&limit=7&cursor=1.2.3", TestApi.Operator);
        Assert.Equal("3:1207", (string?)page["letters"]![0]!["position"]);
        Assert.Equal(3, (int?)page["by_reason"]!["malformed_json"]);
        Assert.Equal("17.3.1207", (string?)page["next"]);
        Assert.DoesNotContain(FakeDesk.Secret, page.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(
            new LetterQuery("malformed_json", new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero), 7, "1.2.3"), Assert.Single(_api.Desk.Queries));
    }

    [Fact]
    public async Task What_people_sent_is_shown_to_operators_only()
    {
        JsonObject shut = await _api.ReadAsync("/v1/dead-letters/3:1207", TestApi.Reader);
        Assert.Equal("malformed_json", (string?)shut["summary"]!["reason"]);
        Assert.Null(shut["content"]);
        JsonObject open = await _api.ReadAsync("/v1/dead-letters/3:1207", TestApi.Operator);
        Assert.Equal(FakeDesk.Secret, (string?)open["content"]!["key"]);
    }

    [Fact]
    public async Task A_letter_that_is_not_there_is_not_found()
    {
        using HttpResponseMessage answer = await _api.GetAsync("/v1/dead-letters/3:1208");
        await ProblemAssert.IsAsync(answer, 404, "not_found");
        using HttpResponseMessage replay = await _api.PostAsync("/v1/dead-letters/replay", TestApi.Operator, """{"position":"9:9"}""");
        await ProblemAssert.IsAsync(replay, 404, "not_found");
    }

    [Fact]
    public async Task A_replay_is_recorded_with_the_name_of_the_token()
    {
        using HttpResponseMessage answer = await _api.PostAsync(
            "/v1/dead-letters/replay", TestApi.Operator, """{"reason":"actor_fault","since":"2026-03-01T08:00:00Z"}""");
        JsonObject result = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
        Assert.Equal("""{"dry_run":false,"matched":3,"sent":2,"already":1,"obstacles":{}}""", result.ToJsonString());

        (AuditedRequest request, Dictionary<string, string> details) = Assert.Single(_api.Audit.Recorded);
        Assert.Equal(("operator", "dead_letters.replayed", "dead letters"), (request.Token, request.Action, request.On));
        Assert.Equal(
            [("again", "false"), ("already", "1"), ("matched", "3"), ("reason", "actor_fault"), ("sent", "2"), ("since", "2026-03-01T08:00:00Z")],
            details.Select(detail => (detail.Key, detail.Value)).Order());
        Assert.Single(_api.Desk.Replays);
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_not_done()
    {
        _api.Audit.Refuses = true;
        using HttpResponseMessage answer = await _api.PostAsync("/v1/dead-letters/replay", TestApi.Operator, """{"all":true}""");
        Assert.Equal("engage.audit cannot be written.", await ProblemAssert.IsAsync(answer, 503, "not_recorded"));
        Assert.Empty(_api.Desk.Replays);
    }

    [Fact]
    public async Task A_dry_run_counts_and_is_not_recorded()
    {
        using HttpResponseMessage answer = await _api.PostAsync("/v1/dead-letters/replay", TestApi.Operator, """{"all":true,"dry_run":true}""");
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.True(Assert.Single(_api.Desk.Replays).DryRun);
        Assert.Empty(_api.Audit.Recorded);
    }

    [Theory]
    [InlineData("""{"all":true,"dryrun":true}""")]
    [InlineData("""{"all":true,"dryRun":true}""")]
    [InlineData("""{"again":true}""")]
    public async Task A_member_that_is_not_known_or_a_replay_of_nothing_named_sends_nothing(string body)
    {
        using HttpResponseMessage answer = await _api.PostAsync("/v1/dead-letters/replay", TestApi.Operator, body);
        await ProblemAssert.IsAsync(answer, 400, "bad_request");
        Assert.Empty(_api.Desk.Replays);
    }

    [Fact]
    public async Task Kafka_that_is_away_is_told()
    {
        _api.Desk.Fault = new IOException("Kafka cannot be used: timed out");
        using HttpResponseMessage list = await _api.GetAsync("/v1/dead-letters");
        Assert.Equal("Kafka cannot be used: timed out", await ProblemAssert.IsAsync(list, 503, "unreachable"));
        using HttpResponseMessage replay = await _api.PostAsync("/v1/dead-letters/replay", TestApi.Operator, """{"all":true}""");
        await ProblemAssert.IsAsync(replay, 503, "unreachable");
    }
}
