using System.CommandLine;
using EngageStream.Host.Cli;

namespace EngageStream.Host.Commands;

/// <summary><c>engagestream health</c>: asks a running process how it is, for container images that hold no other HTTP client.</summary>
internal static class HealthCommand
{
    private const string Details = """
        Asks for the URL and ends with 0 when the answer is 200, else with 1 and the reason: /readyz answers 200 once every
        assigned partition is restored, /healthz while the process works. It is the HEALTHCHECK of the container image.
        """;

    private const string Example = """
        engagestream health
        engagestream health --url http://127.0.0.1:9464/healthz --timeout 2
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var url = new Option<string>("--url")
        {
            Description = "What to ask",
            DefaultValueFactory = _ => "http://127.0.0.1:9464/readyz",
            HelpName = "url",
        };
        var timeout = new Option<int>("--timeout")
        {
            Description = "Seconds to wait for the answer",
            DefaultValueFactory = _ => 3,
            HelpName = "1-60",
        };
        OptionChecks.Range(timeout, 1, 60);
        url.Validators.Add(result =>
        {
            string text = result.GetValueOrDefault<string>() ?? "";
            if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
            {
                result.AddError($"--url must be an http or https URL; found '{text}'");
            }
        });
        var command = new DocumentedCommand("health", "Asks a running process whether it is ready.", Details, Example) { url, timeout };
        command.SetAction(async (parsed, cancellation) =>
        {
            TimeSpan patience = TimeSpan.FromSeconds(parsed.GetRequiredValue(timeout));
            string answer = await AskAsync(new Uri(parsed.GetRequiredValue(url)), patience, context.Time, cancellation).ConfigureAwait(false);
            await context.Out.WriteLineAsync(answer).ConfigureAwait(false);
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static async Task<string> AskAsync(Uri url, TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        // The process is on this machine or in this network: a proxy that the environment names is none of its business.
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            using HttpResponseMessage response = await client.GetAsync(url, either.Token).ConfigureAwait(false);
            string text = (await response.Content.ReadAsStringAsync(either.Token).ConfigureAwait(false)).Trim();
            return response.StatusCode == System.Net.HttpStatusCode.OK
                ? text
                : throw new CommandException(ExitCode.Failure, $"{url} answers {(int)response.StatusCode}: {text}");
        }
        catch (HttpRequestException fault)
        {
            throw new CommandException(ExitCode.Failure, $"{url} does not answer: {fault.Message}");
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Failure, $"{url} does not answer within {patience.TotalSeconds} s");
        }
    }
}
