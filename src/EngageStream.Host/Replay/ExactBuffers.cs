namespace EngageStream.Host.Replay;

/// <summary>
/// Arrays of exactly the length of a message, used again and again: the client takes whole arrays only and copies them before
/// it returns, so one array per length is enough and producing allocates no values. Not thread-safe.
/// </summary>
internal sealed class ExactBuffers
{
    private const int LargestKept = 4096;
    private readonly byte[]?[] _byLength = new byte[LargestKept + 1][];

    /// <summary>An array that holds these bytes until the next copy of the same length.</summary>
    public byte[] Copy(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LargestKept)
        {
            return bytes.ToArray();
        }

        byte[] array = _byLength[bytes.Length] ??= new byte[bytes.Length];
        bytes.CopyTo(array);
        return array;
    }
}
