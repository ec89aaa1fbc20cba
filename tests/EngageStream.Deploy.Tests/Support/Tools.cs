using System.ComponentModel;
using System.Diagnostics;

namespace EngageStream.Deploy.Tests.Support;

/// <summary>Programs of the system that tests call.</summary>
internal static class Tools
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Where a program is, or null.</summary>
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>The Go compiler: on the path, or where Debian puts it.</summary>
    public static string? Go { get; } = Find("go") ?? (Directory.Exists("/usr/lib")
        ? Directory.EnumerateDirectories("/usr/lib", "go-*").Select(folder => $"{folder}/bin/go").Where(File.Exists).Order().LastOrDefault()
        : null);

    /// <summary>Runs a program, writes to its input and returns its output and exit code.</summary>
    public static async Task<(int Code, string Out, string Error)> RunAsync(
        string program, IEnumerable<string> arguments, string input = "", IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Checkout.Root,
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        using var limit = new CancellationTokenSource(Patience);
        using Process process = Process.Start(start) ?? throw new Win32Exception($"{program} does not start");
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
