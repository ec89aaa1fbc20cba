using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Tests.Users;

/// <summary>
/// Which part of a piece of this process's memory lies in the operating system's large pages, as the system itself reports it by address
/// (<c>PAGEMAP_SCAN</c>, Linux 6.7 and later): what others in the process have does not count.
/// </summary>
internal static partial class LargePages
{
    private const nuint Scan = 0xC060_6610;
    private const ulong IsLarge = 1 << 6;
    private const int Collapse = 25;

    /// <summary>Why tests of large pages hold for nothing here; <see langword="null"/> where the system grants them and reports them.</summary>
    public static string? WhyNot { get; } = Reason();

    /// <summary>Bytes of an array that lie in large pages.</summary>
    public static long BytesIn<T>(ReadOnlySpan<T> pinned)
        where T : unmanaged => BytesBetween(AddressOf(pinned), EndOf(pinned));

    /// <summary>Bytes of the large pages that hold a part of an array.</summary>
    public static long BytesAround<T>(ReadOnlySpan<T> pinned)
        where T : unmanaged => BytesBetween(
            AddressOf(pinned) / HugePages.PageBytes * HugePages.PageBytes,
            (EndOf(pinned) + HugePages.PageBytes - 1) / HugePages.PageBytes * HugePages.PageBytes);

    private static unsafe nuint AddressOf<T>(ReadOnlySpan<T> pinned)
        where T : unmanaged => (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(pinned));

    private static nuint EndOf<T>(ReadOnlySpan<T> pinned)
        where T : unmanaged => AddressOf(pinned) + ((nuint)pinned.Length * (nuint)Unsafe.SizeOf<T>());

    private static unsafe long BytesBetween(nuint start, nuint end)
    {
        const int systemPage = 4096;
        using FileStream map = File.OpenRead("/proc/self/pagemap");
        Span<Region> regions = stackalloc Region[64];
        long bytes = 0;
        for (ulong at = start / systemPage * systemPage; at < end;)
        {
            int found;
            fixed (Region* first = regions)
            {
                var request = new Request
                {
                    Size = (ulong)sizeof(Request),
                    Start = at,
                    End = (end + systemPage - 1) / systemPage * systemPage,
                    Regions = (ulong)first,
                    MaxRegions = (ulong)regions.Length,
                    All = IsLarge,
                    Returned = IsLarge,
                };
                found = Ioctl((int)map.SafeFileHandle.DangerousGetHandle(), Scan, ref request);
                at = request.Walked;
            }

            if (found < 0)
            {
                throw new NotSupportedException("The system does not report large pages by address.");
            }

            foreach (Region region in regions[..found])
            {
                bytes += (long)(Math.Min(region.End, end) - Math.Max(region.Start, start));
            }
        }

        return bytes;
    }

    private static string? Reason()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "large pages are asked for on Linux only";
        }

        // Touched: of memory that nobody touched the system makes no large page. And asked for here, not by what is tested: if that asked
        // for nothing, its tests would be skipped instead of failing.
        byte[] probe = GC.AllocateUninitializedArray<byte>(4 * HugePages.PageBytes, pinned: true);
        probe.AsSpan().Fill(1);
        try
        {
            nuint middle = ((AddressOf<byte>(probe) / HugePages.PageBytes) + 1) * HugePages.PageBytes;
            return Advise(middle, HugePages.PageBytes, Collapse) == 0 && BytesIn<byte>(probe) >= HugePages.PageBytes ? null : "the system grants no large pages now (MADV_COLLAPSE, Linux 6.1)";
        }
        catch (NotSupportedException error)
        {
            return $"{error.Message[..^1]} (PAGEMAP_SCAN, Linux 6.7)";
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(int file, nuint request, ref Request argument);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint address, nuint length, int advice);

    // As linux/fs.h has it (struct pm_scan_arg).
    private struct Request
    {
        public ulong Size;
        public ulong Flags;
        public ulong Start;
        public ulong End;
        public ulong Walked;
        public ulong Regions;
        public ulong MaxRegions;
        public ulong MaxPages;
        public ulong Inverted;
        public ulong All;
        public ulong Any;
        public ulong Returned;
    }

    // struct page_region, which the system fills in.
    private readonly record struct Region(ulong Start, ulong End, ulong Categories);
}
