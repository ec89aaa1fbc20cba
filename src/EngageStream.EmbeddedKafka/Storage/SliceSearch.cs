namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>Finds what of a log a reader may be given.</summary>
internal static class SliceSearch
{
    /// <summary>
    /// At most <paramref name="maxBytes"/> from an offset on, yet at least one batch if that fits into
    /// <paramref name="hardLimit"/>, and nothing from <paramref name="endOffset"/> on. Null when there is nothing (yet) or it
    /// does not fit.
    /// </summary>
    public static LogSlice? Locate(LogSegment[] segments, long offset, long endOffset, int maxBytes, int hardLimit)
    {
        if (offset >= endOffset)
        {
            return null;
        }

        for (int i = SegmentSearch.IndexFor(segments, offset); i < segments.Length; i++)
        {
            if (segments[i].FindByOffset(offset) is { } first)
            {
                if (first.BaseOffset >= endOffset)
                {
                    return null;
                }

                int bytes = Math.Max(first.Bytes, Math.Min(maxBytes, segments[i].SizeBefore(endOffset) - first.Position));
                return first.Bytes <= hardLimit ? new LogSlice(segments[i], first.Position, Math.Min(bytes, hardLimit)) : null;
            }
        }

        return null;
    }
}
