using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using EngageStream.Console.Tests.Support;

namespace EngageStream.Console.Tests.Engine;

/// <summary>The API of real engines over a real Kafka.</summary>
public sealed class EngineApiTests(EnginePair pair) : IClassFixture<EnginePair>, IDisposable
{
    private static readonly string[] People = [.. Enumerable.Range(0, 16).Select(i => $"person/{i}")];
    private readonly HttpClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Any_node_answers_for_any_person()
    {
        foreach (string person in People)
        {
            await pair.SendAsync(person, $$$"""{"type":"track","event":"Order Completed","userId":"{{{person}}}","messageId":"m-{{{person}}}","properties":{"revenue":10}}""");
        }

        for (int node = 0; node < 2; node++)
        {
            foreach (string person in People)
            {
                JsonObject profile = [];
                string path = $"/v1/users/{Uri.EscapeDataString(person)}?explain=true";
                await EnginePair.UntilAsync(async () => await ReadAsync(node, path) is { } found && (profile = found) is not null);
                Assert.Equal(person, (string?)profile["user"]);
                Assert.NotNull(profile["explanation"]);
            }
        }

        // Some were another node's, for either.
        Assert.All(pair.Engines[0].Nodes, node => Assert.InRange(node.Partitions.Count, 1, EnginePair.Partitions - 1));
        Assert.Null(await ReadAsync(0, "/v1/users/nobody"));
        await EnginePair.UntilAsync(async () =>
            (await ReadAsync(1, "/v1/stages"))!["stages"]!.AsArray().Sum(stage => (long)stage!["users"]!) == People.Length);
        Assert.NotEmpty((await ReadAsync(0, "/v1/campaigns"))!["campaigns"]!.AsArray());
        string metrics = pair.Engines[0].ReadMetrics();
        Assert.Contains("engagestream_api_requests_total{route=\"/v1/users/{id}\",status=\"2xx\"}", metrics, StringComparison.Ordinal);
        Assert.Contains("engagestream_api_requests_total{route=\"/v1/users/{id}\",status=\"5xx\"}", metrics, StringComparison.Ordinal);
        Assert.Contains("engagestream_api_latency_seconds_bucket{le=\"+Inf\"}", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_letters_are_listed_in_pages_shown_and_sent_again_with_a_record_of_who_did_it()
    {
        foreach (string person in (string[])["ann", "bob", "cid"])
        {
            await pair.SendAsync(person, "{\"type\":\"track\",,}");
        }

        await EnginePair.UntilAsync(async () => (await ReadAsync(0, "/v1/dead-letters"))?["by_reason"]?["malformed_json"] is { } count && (int)count == 3);
        JsonObject first = (await ReadAsync(0, "/v1/dead-letters?limit=2&since=1h"))!;
        JsonObject second = (await ReadAsync(1, $"/v1/dead-letters?limit=2&cursor={first["next"]}"))!;
        List<string> places = [.. first["letters"]!.AsArray().Concat(second["letters"]!.AsArray()).Select(letter => (string)letter!["position"]!)];
        Assert.Equal(3, places.Distinct().Count());
        Assert.Null(second["next"]);

        JsonObject letter = (await ReadAsync(0, $"/v1/dead-letters/{places[0]}"))!;
        Assert.Equal("{\"type\":\"track\",,}", (string?)letter["content"]!["value"]);
        Assert.Equal(0, (int?)(await ReplayAsync("""{"reason":"actor_fault"}"""))["sent"]);
        Assert.Equal(1, (int?)(await ReplayAsync($$"""{"position":"{{places[0]}}"}"""))["sent"]);
        Assert.Equal(1, (int?)(await ReplayAsync($$"""{"position":"{{places[0]}}"}"""))["already"]);
        Assert.Contains((await ReadAsync(0, "/v1/dead-letters"))!["letters"]!.AsArray(),
            row => (string?)row!["position"] == places[0] && (bool)row["sent_again"]!);

        List<JsonNode> records = ReadAudit(6);
        Assert.Equal(["begun", "done", "begun", "done", "begun", "done"], records.Select(record => (string?)record["outcome"]));
        Assert.All(records, record => Assert.Equal("token:operator", (string?)record["actor"]));
        Assert.Equal((places[0], "1"), ((string?)records[3]["object"], (string?)records[3]["details"]!["sent"]));
    }

    private async Task<JsonObject?> ReadAsync(int node, string path)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, node, path, null);
        string text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)!.AsObject() : null;
    }

    private async Task<JsonObject> ReplayAsync(string body)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, 0, "/v1/dead-letters/replay", body);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, int node, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(pair.Apis[node].Address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestApi.Operator);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await _client.SendAsync(request);
    }

    private List<JsonNode> ReadAudit(int count)
    {
        using IConsumer<byte[], byte[]> consumer = new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig { BootstrapServers = pair.Servers, GroupId = pair.TopicOf("audit-reader"), EnableAutoCommit = false }).Build();
        consumer.Assign(new TopicPartitionOffset(pair.TopicOf("audit"), 0, Offset.Beginning));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return [.. Enumerable.Range(0, count).Select(_ => JsonNode.Parse(consumer.Consume(patience.Token).Message.Value)!)];
    }
}
