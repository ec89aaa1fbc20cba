using System.Text.Json.Nodes;
using EngageStream.Console.Tests.Support;

namespace EngageStream.Console.Tests.Endpoints;

public sealed class PlaybookEndpointsTests : IAsyncLifetime
{
    private static readonly string Starter = File.ReadAllText(Repository.PathOf("playbooks/starter.yaml"));
    private TestApi _api = null!;

    public async Task InitializeAsync() => _api = await TestApi.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task A_playbook_that_is_well_is_told_with_its_hash()
    {
        JsonObject verdict = await CheckAsync(Starter);
        Assert.True((bool?)verdict["valid"]);
        Assert.Matches("^[0-9a-f]{8,}$", (string?)verdict["hash"]);
        Assert.Empty(verdict["errors"]!.AsArray());
    }

    [Fact]
    public async Task What_is_wrong_is_told_with_its_place_and_what_was_probably_meant()
    {
        int line = Starter[..Starter.IndexOf("\ncampaigns:", StringComparison.Ordinal)].Count(c => c == '\n') + 2;
        JsonObject verdict = await CheckAsync(Starter.Replace("\ncampaigns:", "\ncampagins:", StringComparison.Ordinal));
        Assert.False((bool?)verdict["valid"]);
        JsonNode error = verdict["errors"]!.AsArray().First(error => (int?)error!["line"] == line)!;
        Assert.Equal(1, (int?)error["column"]);
        Assert.Equal("campaigns", (string?)error["suggestion"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(": : :")]
    [InlineData("a: &a [*a]")]
    public async Task Nonsense_has_errors(string yaml) => Assert.NotEmpty((await CheckAsync(yaml))["errors"]!.AsArray());

    [Fact]
    public async Task What_is_no_text_is_refused()
    {
        using var content = new ByteArrayContent([0xff, 0xfe, 0x00]);
        content.Headers.ContentType = new("application/yaml");
        using HttpResponseMessage answer = await _api.SendAsync(HttpMethod.Post, "/v1/playbook/check", TestApi.Reader, content);
        await ProblemAssert.IsAsync(answer, 400, "bad_request");
    }

    private async Task<JsonObject> CheckAsync(string yaml)
    {
        using HttpResponseMessage answer = await _api.PostAsync("/v1/playbook/check", TestApi.Reader, yaml, "application/yaml");
        Assert.Equal(200, (int)answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
    }
}
