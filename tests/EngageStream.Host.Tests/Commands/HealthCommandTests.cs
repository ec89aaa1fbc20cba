using System.Net;
using System.Net.Sockets;
using System.Text;
using EngageStream.Host.Cli;
using EngageStream.Host.Tests.Support;

namespace EngageStream.Host.Tests.Commands;

public sealed class HealthCommandTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public HealthCommandTests() => _listener.Start();

    private string Url => $"http://{_listener.LocalEndpoint}/readyz";

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task What_answers_200_is_healthy()
    {
        Task<string> asked = AnswerAsync("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n");
        var run = new TestRun();
        Assert.Equal(ExitCode.Success, await run.RunAsync("health", "--url", Url));
        Assert.StartsWith("GET /readyz HTTP/1.1\r\n", await asked, StringComparison.Ordinal);
        Assert.Equal("ok", run.Out.Trim());
    }

    [Theory]
    [InlineData("503 Service Unavailable")]
    [InlineData("404 Not Found")]
    [InlineData("302 Found\r\nLocation: http://127.0.0.1:1/")]
    public async Task Any_other_answer_ends_with_code_1_and_is_told(string status)
    {
        Task<string> asked = AnswerAsync($"HTTP/1.1 {status}\r\nContent-Length: 10\r\n\r\nnot ready\n");
        var run = new TestRun();
        Assert.Equal(ExitCode.Failure, await run.RunAsync("health", "--url", Url));
        await asked;
        Assert.Contains($"{Url} answers {status[..3]}: not ready", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_listens_it_ends_with_code_1()
    {
        string url = Url;
        _listener.Stop();
        var run = new TestRun();
        Assert.Equal(ExitCode.Failure, await run.RunAsync("health", "--url", url));
        Assert.Contains("does not answer", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_does_not_wait_for_ever_for_who_accepts_and_says_nothing()
    {
        var run = new TestRun();
        Assert.Equal(ExitCode.Failure, await run.RunAsync("health", "--url", Url, "--timeout", "1"));
        Assert.Contains("does not answer within 1 s", run.Error, StringComparison.Ordinal);
    }

    private async Task<string> AnswerAsync(string answer)
    {
        using TcpClient client = await _listener.AcceptTcpClientAsync();
        NetworkStream stream = client.GetStream();
        var question = new byte[4096];
        int length = await stream.ReadAsync(question);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        return Encoding.ASCII.GetString(question, 0, length);
    }
}
