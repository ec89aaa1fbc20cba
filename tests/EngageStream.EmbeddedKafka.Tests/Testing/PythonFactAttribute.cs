using System.ComponentModel;
using System.Diagnostics;

namespace EngageStream.EmbeddedKafka.Tests.Testing;

/// <summary>A test that needs a module of the system's Python, and says so where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute(string module, string package)
    {
        if (!Python.CanImport(module))
        {
            Skip = $"{package} is not installed: install it with apt-get to run this.";
        }
    }
}

/// <summary>The system's Python.</summary>
internal static class Python
{
    private const string Interpreter = "/usr/bin/python3";

    public static bool CanImport(string module)
    {
        try
        {
            using Process process = Start($"import {module}");
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Runs a script and returns what it prints; fails with what it complains about.</summary>
    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        using Process process = Start(script, arguments);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
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

    private static Process Start(string script, params string[] arguments) => Process.Start(
        new ProcessStartInfo(Interpreter, ["-c", script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
