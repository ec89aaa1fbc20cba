using System.ComponentModel;
using System.Diagnostics;

namespace EngageStream.EmbeddedKafka.Tests.Testing;

/// <summary>Debian's kcat.</summary>
internal static class Kcat
{
    /// <summary>Runs it and returns what it prints; fails with what it complains about.</summary>
    public static async Task<string> RunAsync(string address, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("kcat", ["-b", address, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Start(start);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, await errors);
            return output;
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("kcat is not installed: run ./engage setup, which installs it for the tests.", e);
        }
    }
}
