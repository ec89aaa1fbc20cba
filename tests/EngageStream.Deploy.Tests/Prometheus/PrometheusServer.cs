using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using EngageStream.Deploy.Tests.Support;

namespace EngageStream.Deploy.Tests.Prometheus;

/// <summary>A Prometheus that runs for the tests, on a free loopback port and with data of its own.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _log;
    private readonly HttpClient _client;

    private PrometheusServer(Process process, StringBuilder log, HttpClient client)
    {
        _process = process;
        _log = log;
        _client = client;
    }

    /// <summary>Starts one and waits until it answers.</summary>
    /// <param name="configuration">Its configuration file.</param>
    /// <param name="folder">Where its data go.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static async Task<PrometheusServer> StartAsync(string configuration, string folder, CancellationToken cancel)
    {
        int port = FreePort.Next();
        var start = new ProcessStartInfo(DebianPrometheus.Find("prometheus"),
        [
            $"--config.file={configuration}", $"--storage.tsdb.path={Path.Combine(folder, "data")}",
            $"--web.listen-address=127.0.0.1:{port}", "--log.level=warn",
        ])
        {
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        Process process = Process.Start(start)!;
        var log = new StringBuilder();
        process.ErrorDataReceived += (_, line) =>
        {
            lock (log)
            {
                log.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
        var server = new PrometheusServer(process, log, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") });
        await server.WaitUntilReadyAsync(cancel);
        return server;
    }

    /// <summary>Answers a query as of now.</summary>
    /// <exception cref="InvalidOperationException">It is no query.</exception>
    public async Task<IReadOnlyList<Series>> QueryAsync(string query)
    {
        JsonNode data = await GetAsync($"api/v1/query?query={Uri.EscapeDataString(query)}");
        return (string)data["resultType"]! == "vector" ? [.. data["result"]!.AsArray().Select(Series.Of!)] : [];
    }

    /// <summary>Values of a label on the series of a metric.</summary>
    public async Task<IReadOnlyList<string>> LabelValuesAsync(string metric, string label) =>
        [.. (await GetAsync($"api/v1/label/{label}/values?match[]={Uri.EscapeDataString(metric)}"))
            .AsArray().Select(value => (string)value!)];

    /// <summary>State and last error of each rule.</summary>
    public async Task<IReadOnlyList<(string Name, string Health, string Error)>> RulesAsync() =>
        [.. (await GetAsync("api/v1/rules"))["groups"]!.AsArray().SelectMany(group => group!["rules"]!.AsArray())
            .Select(rule => ((string)rule!["name"]!, (string)rule["health"]!, (string?)rule["lastError"] ?? ""))];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<JsonNode> GetAsync(string path)
    {
        using HttpResponseMessage answer = await _client.GetAsync(path);
        JsonNode json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return (string)json["status"]! == "success" ? json["data"]! : throw new InvalidOperationException((string)json["error"]!);
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await _client.GetAsync("-/ready", cancel);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                // It does not listen yet.
            }

            if (_process.HasExited)
            {
                lock (_log)
                {
                    throw new InvalidOperationException($"Prometheus ended with {_process.ExitCode}:\n{_log}");
                }
            }

            await Task.Delay(50, cancel);
        }
    }
}
