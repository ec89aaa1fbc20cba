using System.Diagnostics;
using EngageStream.Deploy.Tests.Support;

namespace EngageStream.Deploy.Tests.Prometheus;

/// <summary>The programs of Prometheus: those on the path, else those that <c>./engage test</c> took from Debian's package.</summary>
internal static class DebianPrometheus
{
    /// <summary>Full path of <c>prometheus</c> or <c>promtool</c>.</summary>
    public static string Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Append(Repository.PathOf(".setup/prometheus/usr/bin"))
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"{program} is missing. Remedy: run ./engage test once, or install Prometheus.");

    /// <summary>Runs promtool.</summary>
    /// <returns>Its exit code and what it printed.</returns>
    public static async Task<(int ExitCode, string Output)> ToolAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Find("promtool"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }
}
