using System.Net.Http.Headers;

namespace EngageStream.Deploy.Tests.Live;

/// <summary>Asks an API without end: what it answers, what it refuses, and what it cannot answer while a node leaves.</summary>
internal sealed class ApiLoad : IAsyncDisposable
{
    /// <summary>The setting <c>api.tokens</c> that it needs.</summary>
    public const string Tokens = $"test read {Token}";

    private const string Token = "0123456789abcdef";
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private readonly HttpClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _asking;

    /// <summary>Begins to ask.</summary>
    public ApiLoad(Uri api)
    {
        _client = new HttpClient { BaseAddress = api };
        _asking = Task.Run(AskAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _asking;
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task AskAsync()
    {
        for (int step = 0; !_stop.IsCancellationRequested; step++)
        {
            await AskAsync($"v1/users/person-{step % 40}", Token);
            await AskAsync("v1/users?stage=growth", Token);
            await AskAsync("v1/nodes", "");
            await Task.Delay(Step, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AskAsync(string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage answer = await _client.SendAsync(request);
    }
}
