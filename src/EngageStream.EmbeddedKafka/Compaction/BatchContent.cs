using System.IO.Compression;
using EngageStream.EmbeddedKafka.Records;

namespace EngageStream.EmbeddedKafka.Compaction;

/// <summary>The records of a batch, where they can be read.</summary>
internal static class BatchContent
{
    private const int Gzip = 1;

    /// <summary>Largest content that is unpacked: a batch that claims more is left as it is.</summary>
    private const int MaxBytes = 64 * 1024 * 1024;

    /// <returns>False for codecs that are not at hand (snappy, lz4, zstd), and for what cannot be unpacked.</returns>
    public static bool TryRead(ReadOnlySpan<byte> batch, out ReadOnlySpan<byte> records)
    {
        records = batch[RecordBatchHeader.Size..];
        int codec = new RecordBatchHeader(batch).Compression;
        if (codec == Gzip && Unzip(records) is { } unpacked)
        {
            records = unpacked;
            return true;
        }

        return codec == 0;
    }

    private static byte[]? Unzip(ReadOnlySpan<byte> packed)
    {
        using var from = new GZipStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        using var into = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = from.Read(buffer)) > 0;)
            {
                if (into.Length + read > MaxBytes)
                {
                    return null;
                }

                into.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            return null;
        }

        return into.ToArray();
    }
}
