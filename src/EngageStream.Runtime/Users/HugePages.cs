using System.Runtime.InteropServices;

namespace EngageStream.Runtime.Users;

/// <summary>
/// Large pages of the operating system for memory of which little is in the cache: with small ones, each look at somebody among millions
/// costs a walk through the page tables besides. Only on Linux from 6.1 on (<c>MADV_COLLAPSE</c>, for which transparent huge pages need not
/// be switched on), and a hint there: neither what memory holds nor where it lies is changed, whoever's it is. What lies around it and was
/// never touched becomes resident, too.
/// </summary>
internal static partial class HugePages
{
    /// <summary>Bytes of a large page.</summary>
    public const int PageBytes = 2 * 1024 * 1024;

    private const int Collapse = 25;
    private static bool _isThere = OperatingSystem.IsLinux();

    /// <summary>Asks for large pages wherever one holds a part of an array, which should not be one of those that the collector moves.</summary>
    /// <returns>Large pages that hold parts of the array now.</returns>
    public static unsafe int Ask<T>(T[] array)
        where T : unmanaged
    {
        int granted = 0;
        fixed (T* first = array)
        {
            nuint end = (nuint)first + ((nuint)array.Length * (nuint)sizeof(T));
            for (nuint page = (nuint)first / PageBytes * PageBytes; page < end && _isThere; page += PageBytes)
            {
                granted += Ask(page) ? 1 : 0;
            }
        }

        return granted;
    }

    // Refused where a part of the page is nobody's, or no memory lies together: then small ones stay.
    private static bool Ask(nuint page)
    {
        try
        {
            return Advise(page, PageBytes, Collapse) == 0;
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            return _isThere = false;
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint address, nuint length, int advice);
}
