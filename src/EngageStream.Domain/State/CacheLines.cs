using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace EngageStream.Domain.State;

/// <summary>
/// Asks the processor to bring memory into its cache, without waiting for it. A hint: where there is no such instruction,
/// or the memory has moved meanwhile, nothing happens.
/// </summary>
public static class CacheLines
{
    private const int Line = 64;

    /// <summary>Asks for the first bytes of an object.</summary>
    public static void PrefetchObject(object target, int bytes) =>
        // Not by a field or an element: the check for null, or for the bounds, would read the object, and wait for it.
        Prefetch(Unsafe.As<object, nint>(ref target), bytes);

    /// <summary>Asks for bytes from a place on.</summary>
    public static unsafe void Prefetch(ref byte start, int bytes) => Prefetch((nint)Unsafe.AsPointer(ref start), bytes);

    // The address is used at once and never read from, so the memory need not be pinned.
    internal static unsafe void Prefetch(nint address, int bytes)
    {
        if (Sse.IsSupported)
        {
            for (nint at = address & -Line; at < address + bytes; at += Line)
            {
                Sse.Prefetch0((void*)at);
            }
        }
    }
}
