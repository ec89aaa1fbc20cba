using System.Globalization;

namespace EngageStream.Host.Replay;

/// <summary>A replay's progress as people read it.</summary>
public static class ReplayText
{
    /// <summary>A line of progress while a file is read.</summary>
    public static string Rows(long rows) => string.Create(CultureInfo.InvariantCulture, $"read {rows:N0} rows");

    /// <summary>A line of progress while events are sent.</summary>
    public static string Progress(ReplayProgress progress) => $"{Date(progress.TimeMs)}  {Totals(progress)}";

    /// <summary>What was sent.</summary>
    public static string Totals(ReplayProgress progress) =>
        string.Create(CultureInfo.InvariantCulture, $"{progress.Events:N0} events, {progress.Marks:N0} clock marks");

    private static string Date(long timeMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
