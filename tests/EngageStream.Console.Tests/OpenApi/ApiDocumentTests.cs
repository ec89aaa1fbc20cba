using System.Text.Json;
using System.Text.Json.Nodes;
using EngageStream.Console.Tests.Support;

namespace EngageStream.Console.Tests.OpenApi;

public sealed class ApiDocumentTests : IAsyncLifetime
{
    private const string Copy = "docs/openapi.v1.json";

    // Set to write the copy anew: ENGAGE_TEST_WRITE_OPENAPI=1 dotnet test tests/EngageStream.Console.Tests --filter ApiDocumentTests
    private static readonly bool Write = Environment.GetEnvironmentVariable("ENGAGE_TEST_WRITE_OPENAPI") == "1";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private TestApi _api = null!;
    private JsonObject _document = null!;

    public async Task InitializeAsync()
    {
        _api = await TestApi.StartAsync();
        using HttpResponseMessage answer = await _api.GetAsync("/openapi/v1.json", token: null);
        _document = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public void The_copy_in_the_documentation_is_the_same()
    {
        string now = _document.ToJsonString(Indented) + "\n";
        if (Write)
        {
            File.WriteAllText(Repository.PathOf(Copy), now);
        }

        Assert.True(now == File.ReadAllText(Repository.PathOf(Copy)), $"{Copy} is not what the API says of itself; docs/api.md tells how to write it anew");
    }

    [Fact]
    public void All_endpoints_are_described() => Assert.Equal(
        [
            "get /v1/campaigns", "get /v1/dead-letters", "get /v1/dead-letters/{position}", "get /v1/nodes", "get /v1/stages", "get /v1/users",
            "get /v1/users/{id}", "post /v1/dead-letters/replay", "post /v1/playbook/check",
        ],
        Operations().Select(operation => $"{operation.Method} {operation.Path}").Order(StringComparer.Ordinal));

    [Fact]
    public void Every_operation_says_what_it_is_which_scope_it_needs_and_how_it_fails() => Assert.All(Operations(), operation =>
    {
        Assert.False(string.IsNullOrEmpty((string?)operation.Body["summary"]), operation.Path);
        Assert.False(string.IsNullOrEmpty((string?)operation.Body["description"]), operation.Path);
        string scope = (string)operation.Body["security"]!.AsArray().Single()!["token"]!.AsArray().Single()!;
        Assert.Equal(operation.Path.EndsWith("/replay", StringComparison.Ordinal) ? "operate" : "read", scope);
        JsonObject answers = operation.Body["responses"]!.AsObject();
        Assert.NotNull(answers["200"]!["content"]!["application/json"]!["schema"]);
        Assert.All(["400", "401", "403", "429", "500", "504"], status => Assert.NotNull(answers[status]!["content"]!["application/problem+json"]));
        Assert.All(operation.Body["parameters"]?.AsArray() ?? [], parameter => Assert.NotNull(parameter!["description"]));
    });

    [Theory]
    [InlineData("/v1/users/ann", "/v1/users/{id}")]
    [InlineData("/v1/stages", "/v1/stages")]
    [InlineData("/v1/campaigns", "/v1/campaigns")]
    [InlineData("/v1/nodes", "/v1/nodes")]
    [InlineData("/v1/dead-letters", "/v1/dead-letters")]
    [InlineData("/v1/dead-letters/3:1207", "/v1/dead-letters/{position}")]
    public async Task An_answer_has_the_members_that_are_described(string path, string route)
    {
        JsonObject answer = await _api.ReadAsync(path, TestApi.Operator);
        JsonNode schema = _document["paths"]![route]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!;
        string name = ((string)schema["$ref"]!).Split('/')[^1];
        IEnumerable<string> described = _document["components"]!["schemas"]![name]!["properties"]!.AsObject().Select(member => member.Key);
        IEnumerable<string> given = answer.Select(member => member.Key);
        Assert.Empty(route.StartsWith("/v1/users/", StringComparison.Ordinal) ? described.Except(given) : described.Except(given).Concat(given.Except(described)));
    }

    [Fact]
    public void It_tells_nothing_of_the_installation()
    {
        string text = _document.ToJsonString();
        Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
        Assert.Equal("bearer", (string?)_document["components"]!["securitySchemes"]!["token"]!["scheme"]);
    }

    private IEnumerable<(string Method, string Path, JsonObject Body)> Operations() => _document["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject().Select(operation => (operation.Key, path.Key, operation.Value!.AsObject())));
}
