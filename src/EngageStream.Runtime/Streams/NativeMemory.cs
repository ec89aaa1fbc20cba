using System.Runtime.InteropServices;

namespace EngageStream.Runtime.Streams;

/// <summary>Memory of the Kafka client, which is glibc's to give back.</summary>
internal static partial class NativeMemory
{
    // mallopt's numbers, of malloc.h.
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;

    private const int KeptBytes = 8 * 1024 * 1024;
    private const int DefaultBytes = 128 * 1024;
    private static bool _isGlibc = OperatingSystem.IsLinux();
    private static volatile bool _keeps;

    /// <summary>
    /// Lets glibc keep what is freed until <see cref="Trim"/>, up to 8 MB in each of its arenas. By default it gives up what exceeds
    /// 128 KB: the records of one commit, which are freed when it is acknowledged and needed again for the next, and each of whose
    /// pages the system then has to find anew. Does nothing where the C library is another.
    /// </summary>
    public static void KeepFreed()
    {
        if (_keeps)
        {
            return;
        }

        _keeps = true;
        Call(() =>
        {
            _ = MallocOption(TrimThreshold, KeptBytes);
            _ = MallocOption(MmapThreshold, KeptBytes);
        });
    }

    /// <summary>
    /// Returns what is free to the operating system. After a burst glibc keeps it otherwise, for good: with a few threads that
    /// is a hundred megabytes and more. Does nothing where the C library is another.
    /// </summary>
    public static unsafe void Trim() => Call(() =>
    {
        _keeps = false;
        _ = MallocOption(TrimThreshold, DefaultBytes);
        _ = MallocTrim(0);

        // The end of an arena is given up when a block is freed that borders on it: this thread's with this block, which fits nowhere else.
        System.Runtime.InteropServices.NativeMemory.Free(System.Runtime.InteropServices.NativeMemory.Alloc(KeptBytes - DefaultBytes));
    });

    private static void Call(Action function)
    {
        try
        {
            if (_isGlibc)
            {
                function();
            }
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            _isGlibc = false;
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int MallocOption(int option, int value);
}
