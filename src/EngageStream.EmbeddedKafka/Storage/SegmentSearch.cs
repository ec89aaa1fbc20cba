namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>Finds the segment of an offset.</summary>
internal static class SegmentSearch
{
    /// <summary>Index of the last segment whose base offset is not above the offset; 0 when all are above.</summary>
    public static int IndexFor(LogSegment[] segments, long offset)
    {
        int low = 0;
        int high = segments.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) >>> 1;
            if (segments[middle].BaseOffset <= offset)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }
}
