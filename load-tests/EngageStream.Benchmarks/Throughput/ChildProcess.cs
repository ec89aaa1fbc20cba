using System.Diagnostics;
using System.Globalization;

namespace EngageStream.Benchmarks.Throughput;

/// <summary>A process under measurement. Disposing asks it to stop, and kills it if it does not.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const int Sigterm = 15;
    private readonly Process _process;
    private readonly string _logPath;

    /// <param name="logPath">File that takes what the process prints.</param>
    /// <param name="arguments">Command and arguments of <c>engagestream</c>.</param>
    public ChildProcess(string logPath, params string[] arguments)
        : this(logPath, "engagestream.dll", listens: false, arguments)
    {
    }

    private ChildProcess(string logPath, string program, bool listens, string[] arguments)
    {
        _logPath = logPath;
        string path = Path.Combine(AppContext.BaseDirectory, program);
        string command = string.Join(' ', new[] { "exec", "dotnet", path }.Concat(arguments).Select(part => part == "exec" ? part : $"'{part}'"));
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"{command} >'{logPath}' 2>&1"]) { RedirectStandardInput = listens };
        _process = Process.Start(start) ?? throw new InvalidOperationException("The process did not start.");
    }

    /// <summary>CPU time used so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>A process of this program, which listens to <see cref="Tell"/>.</summary>
    public static ChildProcess OfBenchmarks(string logPath, params string[] arguments) =>
        new(logPath, "EngageStream.Benchmarks.dll", listens: true, arguments);

    /// <summary>Writes a line to the process's standard input.</summary>
    public void Tell(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Resident memory in bytes, now.</summary>
    public long ResidentBytes => StatusKilobytes("VmRSS:") * 1024;

    /// <summary>Resident memory in bytes, at its highest.</summary>
    public long PeakResidentBytes => StatusKilobytes("VmHWM:") * 1024;

    /// <summary>Throws with the end of the log if the process has ended.</summary>
    public void ThrowIfEnded()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"engagestream ended with {_process.ExitCode}:\n{File.ReadAllText(_logPath)}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("/bin/kill", [$"-{Sigterm}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(20)))
            {
                _process.Kill();
                _process.WaitForExit();
            }
        }

        _process.Dispose();
    }

    private long StatusKilobytes(string field) => File.ReadLines($"/proc/{_process.Id}/status")
        .Where(line => line.StartsWith(field, StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture))
        .First();
}
