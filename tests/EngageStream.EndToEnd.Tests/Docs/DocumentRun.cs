using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace EngageStream.EndToEnd.Tests.Docs;

/// <summary>
/// Does what a document tells a newcomer to do, line by line, on ports of its own in a folder of its own. The first line that starts
/// something has to start the broker.
/// </summary>
internal static partial class DocumentRun
{
    private static readonly string[] Ports = ["9092", "9464", "9465", "9466", "9470", "9471", "6379"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // Ends what was started, the broker last; a line that reads is repeated until there is something to read, as a person would.
    private const string Prelude = """
        set -euo pipefail
        end() { set +e; jobs=($(jobs -p)); kill ${jobs[@]:1}; wait ${jobs[@]:1}; kill ${jobs[0]}; wait; }
        trap 'end 2>/dev/null' EXIT
        command -v curl >/dev/null || curl() { /usr/bin/python3 -c 'import sys, urllib.request; print(urllib.request.urlopen(sys.argv[-1]).read().decode())' "$@"; }
        again() { for _ in $(seq 1200); do out=$(eval "$1" 2>/dev/null) && [ -n "$out" ] && echo "$out" && return; sleep 0.1; done; echo "in vain: $1" >&2; exit 1; }

        """;

    /// <summary>The shell blocks of a document of the repository.</summary>
    public static string[] ShellBlocks(string document) =>
        [.. ShellBlock().Matches(File.ReadAllText(Repository.PathOf(document))).Select(block => block.Groups[1].Value)];

    /// <summary>Runs blocks as one script and returns its output.</summary>
    /// <param name="blocks">Shell blocks, in order.</param>
    /// <param name="files">Files that the document has the reader save: name and content.</param>
    public static async Task<string> RunAsync(IEnumerable<string> blocks, params (string Name, string Content)[] files)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("engage-doc-");
        int[] ports = FreePorts(Ports.Length);
        string script = Prelude + string.Join('\n', blocks.SelectMany(Steps).Select(step => Localised(step, ports)));
        foreach ((string name, string content) in files)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), Localised(content, ports));
        }

        var start = new ProcessStartInfo("bash", ["-c", script])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ENGAGE_HTTP_LISTEN"] = Localised("127.0.0.1:9464", ports) },
        };
        using Process bash = Process.Start(start)!;
        try
        {
            Task<string> errors = bash.StandardError.ReadToEndAsync();
            string output = await bash.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
            await bash.WaitForExitAsync().WaitAsync(Patience);
            Assert.True(bash.ExitCode == 0, $"{script}\n{output}\n{await errors}");
            return output;
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

    private static string Localised(string text, int[] ports)
    {
        string here = text.Replace("./engage", $"dotnet {Path.Combine(AppContext.BaseDirectory, "engagestream.dll")}", StringComparison.Ordinal)
            .Replace("playbooks/", Repository.PathOf("playbooks/"), StringComparison.Ordinal);
        return Port().Replace(here, port => $"{ports[Array.IndexOf(Ports, port.Value)]}");
    }

    private static IEnumerable<string> Steps(string block)
    {
        foreach (string line in block.Replace("|\n", "|", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string step = Comment().Replace(line, "").TrimEnd();
            yield return Reading().IsMatch(step) ? $"again '{step.Replace("'", "'\\''", StringComparison.Ordinal)}'" : step;
            if (step.Contains("engage broker", StringComparison.Ordinal))
            {
                yield return "again 'kcat -L -b 127.0.0.1:9092' >/dev/null";
            }
            else if (step.Contains("engage run", StringComparison.Ordinal) || step.Contains("engage project", StringComparison.Ordinal))
            {
                Match listen = Listen().Match(step);
                yield return $"again 'curl -sf http://127.0.0.1:{(listen.Success ? listen.Groups[1].Value : "9464")}/readyz' >/dev/null";
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

    [GeneratedRegex(@"\b(9092|9464|9465|9466|9470|9471|6379)\b")]
    private static partial Regex Port();

    [GeneratedRegex("^(kcat -C|curl|redis-cli) ")]
    private static partial Regex Reading();

    [GeneratedRegex(@"http\.listen=127\.0\.0\.1:([0-9]+)")]
    private static partial Regex Listen();

    [GeneratedRegex(@" +# .*$")]
    private static partial Regex Comment();
}
