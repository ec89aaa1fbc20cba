using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace EngageStream.Domain.State;

/// <summary>
/// Asks the processor to bring memory into its cache, without waiting for it. A hint: where there is no such instruction,
/// or the memory has moved meanwhile, nothing happens. None of these loops: a loop over a few lines ends where the processor cannot
/// foresee it, and that costs more than to ask for the same line twice.
/// </summary>
public static class CacheLines
{
    /// <summary>Bytes of a line.</summary>
    internal const int Line = 64;

    /// <summary>Asks for the line of a value.</summary>
    public static unsafe void Prefetch(ref byte value) => Prefetch((nint)Unsafe.AsPointer(ref value));

    /// <summary>Asks for the line of a byte and the two that follow it.</summary>
    public static unsafe void PrefetchThree(ref byte first)
    {
        var address = (nint)Unsafe.AsPointer(ref first);
        Prefetch(address);
        Prefetch(address + Line);
        Prefetch(address + (2 * Line));
    }

    /// <summary>
    /// Asks for the first 256 bytes of an object. Not a method of the object's, and not by a field or an element: the check for
    /// <see langword="null"/>, or for the bounds, would read the object, and wait for it.
    /// </summary>
    public static void PrefetchObject(object target)
    {
        nint address = Unsafe.As<object, nint>(ref target);
        Prefetch(address);
        Prefetch(address + Line);
        Prefetch(address + (2 * Line));
        Prefetch(address + (3 * Line));
        Prefetch(address + (4 * Line) - 1);
    }

    /// <summary>Asks for bytes from an address on, at most 512 of them.</summary>
    internal static void Prefetch(nint address, int bytes)
    {
        nint last = address + bytes - 1;
        Prefetch(address);
        Prefetch(nint.Min(address + Line, last));
        Prefetch(nint.Min(address + (2 * Line), last));
        Prefetch(nint.Min(address + (3 * Line), last));
        Prefetch(nint.Min(address + (4 * Line), last));
        Prefetch(nint.Min(address + (5 * Line), last));
        Prefetch(nint.Min(address + (6 * Line), last));
        Prefetch(nint.Min(address + (7 * Line), last));
    }

    // The address is used at once and never read from, so the memory need not be pinned.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Prefetch(nint address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0((void*)address);
        }
    }
}
