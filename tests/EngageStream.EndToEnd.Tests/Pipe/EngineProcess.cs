using System.Diagnostics;
using System.Text;

namespace EngageStream.EndToEnd.Tests.Pipe;

/// <summary>The program itself, <c>engagestream run</c>, in a process of its own, so that it can be killed.</summary>
internal sealed class EngineProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _log = new();

    public EngineProcess(KafkaFixture kafka, string playbook)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "engagestream.dll"));
        start.ArgumentList.Add("run");
        string[] settings =
        [
            $"kafka.bootstrap.servers={kafka.Servers}", $"playbook={playbook}", $"application.id={kafka.ApplicationId}",
            "mode=replay", "threads=2", $"topics.prefix={kafka.TopicPrefix}",
            $"topics.partitions={KafkaFixture.Partitions}", "http.listen=127.0.0.1:0",
        ];
        foreach (string setting in settings)
        {
            start.ArgumentList.Add("--set");
            start.ArgumentList.Add(setting);
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Ends the process as a crash does, without a last word or commit (SIGKILL).</summary>
    public void Kill()
    {
        Assert.False(_process.HasExited, $"The engine ended by itself:\n{Log}");
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    /// <summary>What it said.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    private void Note(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }
}
