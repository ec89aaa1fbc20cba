using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace EngageStream.EndToEnd.Tests;

/// <summary>Does what the README tells a newcomer to do, line by line, on ports of its own in a folder of its own.</summary>
public sealed partial class ReadmeRunTests
{
    private static readonly string[] Ports = ["9092", "9464", "9465"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // Ends what was started, the broker last; a line that reads is repeated until there is something to read, as a person would.
    private const string Prelude = """
        set -euo pipefail
        end() { set +e; jobs=($(jobs -p)); kill ${jobs[@]:1}; wait ${jobs[@]:1}; kill ${jobs[0]}; wait; }
        trap 'end 2>/dev/null' EXIT
        command -v curl >/dev/null || curl() { /usr/bin/python3 -c 'import sys, urllib.request; print(urllib.request.urlopen(sys.argv[-1]).read().decode())' "$@"; }
        again() { for _ in $(seq 1200); do out=$(eval "$1" 2>/dev/null) && [ -n "$out" ] && echo "$out" && return; sleep 0.1; done; echo "in vain: $1" >&2; exit 1; }

        """;

    [Fact]
    public async Task Your_own_stream_and_your_history_lead_to_triggers()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("engage-readme-");
        int[] ports = FreePorts(Ports.Length);
        string script = Prelude + string.Join('\n', Steps()
            .Select(step => step.Replace("./engage", $"dotnet {Path.Combine(AppContext.BaseDirectory, "engagestream.dll")}", StringComparison.Ordinal)
                .Replace("playbooks/", Repository.PathOf("playbooks/"), StringComparison.Ordinal))
            .Select(step => Port().Replace(step, port => $"{ports[Array.IndexOf(Ports, port.Value)]}")));
        var start = new ProcessStartInfo("bash", ["-c", script])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ENGAGE_HTTP_LISTEN"] = $"127.0.0.1:{ports[1]}" },
        };
        using Process bash = Process.Start(start)!;
        try
        {
            Task<string> errors = bash.StandardError.ReadToEndAsync();
            string output = await bash.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
            await bash.WaitForExitAsync().WaitAsync(Patience);
            Assert.True(bash.ExitCode == 0, $"{script}\n{output}\n{await errors}");
            Assert.Matches("(?m)^ann \\{.*\"why\":", output);
            Assert.Matches("(?m)^engagestream_users\\{stage=\"growth\"\\} 1$", output);
            Assert.Matches("(?m)^(?!ann ).+ \\{.*\"channel\":\"email\"", output);
        }
        finally
        {
            if (!bash.HasExited)
            {
                bash.Kill(entireProcessTree: true);
            }

            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<string> Steps()
    {
        string readme = File.ReadAllText(Repository.PathOf("README.md"));
        string[] blocks = [.. ShellBlock().Matches(readme).Select(block => block.Groups[1].Value).Where(text => text.Contains("kcat", StringComparison.Ordinal))];
        Assert.Equal(2, blocks.Length);
        foreach (string line in blocks.SelectMany(block => block.Replace("|\n", "|", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries)))
        {
            string step = Comment().Replace(line, "").TrimEnd();
            bool reads = step.StartsWith("kcat -C", StringComparison.Ordinal) || step.StartsWith("curl", StringComparison.Ordinal);
            yield return reads ? $"again '{step.Replace("'", "'\\''", StringComparison.Ordinal)}'" : step;
            if (step.Contains("engage broker", StringComparison.Ordinal))
            {
                yield return "again 'kcat -L -b 127.0.0.1:9092' >/dev/null";
            }
            else if (step.Contains("engage run", StringComparison.Ordinal))
            {
                string port = step.Contains("9465", StringComparison.Ordinal) ? "9465" : "9464";
                yield return $"again 'curl -sf http://127.0.0.1:{port}/readyz' >/dev/null";
            }
        }
    }

    private static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        Array.ForEach(listeners, listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        Array.ForEach(listeners, listener => listener.Stop());
        return ports;
    }

    [GeneratedRegex(@"^```sh\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"\b(9092|9464|9465)\b")]
    private static partial Regex Port();

    [GeneratedRegex(@" +# .*$")]
    private static partial Regex Comment();
}
