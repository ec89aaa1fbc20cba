using EngageStream.Runtime.Metrics;

namespace EngageStream.Runtime.Tests.Metrics;

public sealed class ProcessMemoryTests : IDisposable
{
    private const string MachineOf8Gigabytes = "MemTotal:        8000000 kB\nMemFree:         1000000 kB\n";
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("engage-memory-");

    [Theory]
    [InlineData("sys/fs/cgroup/memory.max", "536870912\n", 536_870_912)]
    [InlineData("sys/fs/cgroup/memory/memory.limit_in_bytes", "536870912\n", 536_870_912)]
    [InlineData("sys/fs/cgroup/memory.max", "max\n", 8_192_000_000)]
    [InlineData("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n", 8_192_000_000)]
    [InlineData("elsewhere", "1\n", 8_192_000_000)]
    public void A_containers_limit_counts_where_it_is_below_the_machines_memory(string file, string text, long expected)
    {
        Write("proc/meminfo", MachineOf8Gigabytes);
        Write(file, text);
        Assert.Equal(expected, ProcessMemory.ReadLimit(_root.FullName));
    }

    [Fact]
    public void Without_the_files_of_Linux_it_is_the_collectors_figure() =>
        Assert.Equal(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, ProcessMemory.ReadLimit(_root.FullName));

    public void Dispose() => _root.Delete(recursive: true);

    private void Write(string file, string text)
    {
        string path = Path.Combine(_root.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
