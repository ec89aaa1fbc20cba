using System.Globalization;

namespace EngageStream.Runtime.Metrics;

/// <summary>
/// Memory that the process may use: that of its container, else of the machine. (.NET's own figure will not do: within a container it
/// is three quarters of the limit, the most that the heap may have.)
/// </summary>
internal static class ProcessMemory
{
    private static readonly string[] ContainerFiles = ["sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes"];

    /// <summary>The limit in bytes, as it was when the process started.</summary>
    public static long LimitBytes { get; } = ReadLimit("/");

    /// <summary>Reads the limit.</summary>
    /// <param name="root">Where Linux's files are.</param>
    public static long ReadLimit(string root)
    {
        // A container without a limit says "max", or a number near the largest there is.
        long machine = MachineBytes(Path.Combine(root, "proc/meminfo")) ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return ContainerFiles.Select(file => Number(ReadOrEmpty(Path.Combine(root, file)).Trim())).Append(machine).Min() ?? machine;
    }

    private static long? MachineBytes(string meminfo) => ReadOrEmpty(meminfo).Split('\n')
        .Where(line => line.StartsWith("MemTotal:", StringComparison.Ordinal) && line.EndsWith(" kB", StringComparison.Ordinal))
        .Select(line => Number(line["MemTotal:".Length..^" kB".Length].Trim()) * 1024)
        .FirstOrDefault();

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
