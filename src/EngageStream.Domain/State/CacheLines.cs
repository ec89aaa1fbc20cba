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

    /// <summary>Asks for the first bytes of an array, at most 512.</summary>
    public static void Prefetch<T>(T[] array, int count)
        where T : struct
    {
        if (array.Length > 0)
        {
            Prefetch(ref Unsafe.As<T, byte>(ref array[0]), Math.Min(count * Unsafe.SizeOf<T>(), 8 * Line));
        }
    }

    /// <summary>Asks for the first bytes of an object's fields.</summary>
    public static void PrefetchFields(object target, int bytes) =>
        Prefetch(ref Unsafe.As<StrongBox<byte>>(target).Value, bytes);

    /// <summary>Asks for bytes from a place on.</summary>
    public static unsafe void Prefetch(ref byte start, int bytes)
    {
        if (Sse.IsSupported)
        {
            // The address is used at once and never read from, so the memory need not be pinned.
            byte* address = (byte*)Unsafe.AsPointer(ref start);
            for (int at = 0; at < bytes; at += Line)
            {
                Sse.Prefetch0(address + at);
            }
        }
    }
}
