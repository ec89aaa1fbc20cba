using System.Runtime.InteropServices;

namespace EngageStream.Runtime.Scratch;

/// <summary>What is told to the operating system about mapped memory. Advice only: where it is not known, nothing is done.</summary>
internal static unsafe partial class MappedMemory
{
    private const int WillNeedAdvice = 3;
    private const int DontNeedAdvice = 4;

    private static readonly bool IsLinux = OperatingSystem.IsLinux();

    /// <summary>
    /// Takes a shared file mapping out of the process's memory. It stays valid: what is read again is mapped again, from the
    /// page cache or from the file. Only on Linux; elsewhere the system takes it when it needs to.
    /// </summary>
    public static void Release(byte* start, nuint length)
    {
        if (IsLinux)
        {
            _ = Advise(start, length, DontNeedAdvice);
        }
    }

    /// <summary>Has the system read a few bytes of a mapping from the file in the background.</summary>
    public static void ReadAhead(byte* at, nuint length)
    {
        if (IsLinux)
        {
            byte* start = (byte*)((nuint)at & ~(nuint)(Environment.SystemPageSize - 1));
            _ = Advise(start, length + (nuint)(at - start), WillNeedAdvice);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(byte* start, nuint length, int advice);
}
