using System.Globalization;
using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Tests.Users;

/// <summary>
/// Where the operating system has no large pages to give, or none are free, nothing is granted and these hold for nothing: what is
/// compared is what was granted and what the system itself reports.
/// </summary>
[Collection(Alone.Name)]
public sealed class HugePagesTests
{
    private const int Pages = 8;

    [Fact]
    public void What_was_granted_is_what_the_system_reports_and_nothing_is_changed()
    {
        byte[] array = GC.AllocateUninitializedArray<byte>(Pages * HugePages.PageBytes, pinned: true);
        new Random(1).NextBytes(array);
        byte[] copy = [.. array];
        long before = ReportedBytes();

        int granted = HugePages.Ask(array);

        Assert.InRange(granted, 0, Pages + 1);
        // Some may have been large before: where the system gives large pages unasked.
        Assert.InRange(ReportedBytes(), (long)(granted - 1) * HugePages.PageBytes, before + ((long)granted * HugePages.PageBytes));
        Assert.True(array.AsSpan().SequenceEqual(copy));
    }

    [Fact]
    public void Very_many_pages_of_states_come_into_large_pages()
    {
        int granted = HugePages.Ask(GC.AllocateUninitializedArray<byte>(Pages * HugePages.PageBytes, pinned: true));
        long before = ReportedBytes();
        var pages = new StatePages();
        byte[] state = new byte[100_000];
        for (int block = 0; block < 1_000; block++)
        {
            pages.Add(block, "a"u8, state);
        }

        Assert.InRange(pages.MemoryBytes, 400 * StatePages.PageBytes, 600 * StatePages.PageBytes);
        Assert.True(granted < Pages - 1 || ReportedBytes() - before > pages.MemoryBytes / 2, $"{ReportedBytes() - before} of {pages.MemoryBytes} bytes");
    }

    private static long ReportedBytes()
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        string line = File.ReadLines("/proc/self/smaps_rollup").Single(line => line.StartsWith("AnonHugePages:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
