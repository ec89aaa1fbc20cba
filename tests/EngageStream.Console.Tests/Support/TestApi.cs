using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using EngageStream.Console.Hosting;
using EngageStream.Console.Ports;
using EngageStream.Console.Tokens;
using EngageStream.Host.Api;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.Console.Tests.Support;

/// <summary>An API on a free port of loopback, with fakes behind it.</summary>
internal sealed class TestApi : IAsyncDisposable
{
    public const string Reader = "reader-token-0123456789";
    public const string Operator = "operator-token-0123456789";
    public const string Eraser = "eraser-token-0123456789";

    /// <summary>The tokens: one with each scope alone, and one with two.</summary>
    public const string Tokens = $"""
        # of the tests
        reader read {Reader}
        operator read,operate {Operator}
        eraser erase {Eraser}
        """;

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

    private TestApi(ApiServer server) => Server = server;

    public ApiServer Server { get; private set; }

    public FakeUsers Users { get; private init; } = new();

    public FakeNodes Nodes { get; private init; } = new();

    public FakeDesk Desk { get; private init; } = new();

    public FakeAudit Audit { get; private init; } = new();

    public static ApiOptions Options => new() { Listen = new IPEndPoint(IPAddress.Loopback, 0), Tokens = ReadTokens(Tokens) };

    public static async Task<TestApi> StartAsync(
        Func<ApiOptions, ApiOptions>? change = null, IUserIndex? index = null, TimeProvider? time = null, ILoggerFactory? logs = null)
    {
        var users = new FakeUsers();
        var nodes = new FakeNodes();
        var desk = new FakeDesk();
        var audit = new FakeAudit();
        var services = new ApiServices
        {
            Users = users,
            Nodes = nodes,
            Playbook = new FakePlaybook(),
            Checker = new PlaybookChecker(),
            DeadLetters = desk,
            Audit = audit,
            Index = index,
            Time = time ?? TimeProvider.System,
        };
        ApiServer server = await ApiServer.StartAsync(change?.Invoke(Options) ?? Options, services, logs ?? NullLoggerFactory.Instance);
        return new TestApi(server) { Users = users, Nodes = nodes, Desk = desk, Audit = audit };
    }

    public static ApiTokens ReadTokens(string text)
    {
        ApiTokens tokens = ApiTokensReader.Read(text, out IReadOnlyList<string> errors);
        Assert.Empty(errors);
        return tokens;
    }

    public Task<HttpResponseMessage> GetAsync(string path, string? token = Reader) => SendAsync(HttpMethod.Get, path, token);

    public Task<HttpResponseMessage> PostAsync(string path, string? token, string body, string type = "application/json") =>
        SendAsync(HttpMethod.Post, path, token, new StringContent(body, Encoding.UTF8, type));

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Server.Address, path)) { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return await _client.SendAsync(request);
    }

    public async Task<JsonObject> ReadAsync(string path, string token = Reader)
    {
        using HttpResponseMessage answer = await GetAsync(path, token);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
    }
}
