namespace EngageStream.Host.Import;

/// <summary>What became of a file. Rows = rows in events + skipped rows.</summary>
public sealed class ImportReport
{
    /// <summary>Rows after the header.</summary>
    public long Rows { get; internal set; }

    /// <summary>Rows that are part of an event.</summary>
    public long RowsInEvents { get; internal set; }

    /// <summary>Rows that became part of no event, by reason.</summary>
    public SkipCounts Skipped { get; } = new();

    /// <summary>Rows that repeat an earlier row in every field (those that a skip rule took are not looked at); kept or skipped as the map
    /// says.</summary>
    public long DuplicateRows { get; internal set; }

    /// <summary>Rows whose local time occurs twice; the second, standard time was taken.</summary>
    public long AmbiguousTimes { get; internal set; }

    /// <summary>Rows whose local time does not exist; it was read as standard time.</summary>
    public long SkippedTimes { get; internal set; }

    /// <summary>Events whose rows have different times; the earliest was taken.</summary>
    public long EventsWithSeveralTimes { get; internal set; }

    /// <summary>Events whose message id another event of the same person has, too: the engine will take them for duplicates.</summary>
    public long RepeatedMessageIds { get; internal set; }

    /// <summary>Events by name.</summary>
    public SortedDictionary<string, long> EventsByName { get; } = new(StringComparer.Ordinal);

    /// <summary>All events.</summary>
    public long Events => EventsByName.Values.Sum();

    /// <summary>Different people who have events.</summary>
    public long People { get; internal set; }

    /// <summary>Time of the first event; -1 when there is none.</summary>
    public long FirstMs { get; internal set; } = -1;

    /// <summary>Time of the last event; -1 when there is none.</summary>
    public long LastMs { get; internal set; } = -1;
}
