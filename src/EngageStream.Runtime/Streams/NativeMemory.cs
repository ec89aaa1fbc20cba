using System.Runtime.InteropServices;

namespace EngageStream.Runtime.Streams;

/// <summary>Memory of the Kafka client, which is glibc's to give back.</summary>
internal static partial class NativeMemory
{
    private static bool _isGlibc = OperatingSystem.IsLinux();

    /// <summary>
    /// Returns what is free to the operating system. After a burst glibc keeps it otherwise, for good: with a few threads that
    /// is a hundred megabytes and more. Does nothing where the C library is another.
    /// </summary>
    public static void Trim()
    {
        try
        {
            if (_isGlibc)
            {
                _ = MallocTrim(0);
            }
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            _isGlibc = false;
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);
}
