namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>Which segments a topic's limits of age and size do not keep.</summary>
internal static class Retention
{
    /// <summary>
    /// Where the log begins when they are gone: whole segments from the oldest on, the newest only when it is too old;
    /// nothing from the last stable offset on.
    /// </summary>
    public static long StartAfter(LogSegment[] segments, LogSettings settings, long startOffset, long stableOffset)
    {
        if (!settings.Delete)
        {
            return startOffset;
        }

        long oldest = settings.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds() - settings.RetentionMs;
        long excess = segments.Sum(s => (long)s.Size) - settings.RetentionBytes;
        foreach (LogSegment segment in segments)
        {
            bool active = segment == segments[^1];
            bool tooOld = settings.RetentionMs >= 0 && segment.Size > 0 && segment.MaxTimestamp < oldest;
            bool tooMuch = settings.RetentionBytes >= 0 && !active && excess >= segment.Size;
            bool empty = segment.Size == 0 && !active;
            if (!(tooOld || tooMuch || empty) || segment.NextOffset > stableOffset)
            {
                break;
            }

            excess -= segment.Size;
            startOffset = Math.Max(startOffset, segment.NextOffset);
        }

        return startOffset;
    }
}
