using System.Globalization;
using System.Text;
using EngageStream.Runtime.Savepoints;
using EngageStream.Runtime.Savepoints.Files;

namespace EngageStream.Host.Savepoints;

/// <summary>Savepoints as people read them.</summary>
internal static class SavepointText
{
    /// <summary>One line of progress.</summary>
    public static string Progress(SavepointProgress step)
    {
        string users = step.Users > 0 ? string.Create(CultureInfo.InvariantCulture, $", {step.Users:N0} people") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{step.Step}: {step.Done * 100:0} %{users}");
    }

    /// <summary>Sums.</summary>
    public static string Totals(SavepointSummary savepoint) => string.Create(
        CultureInfo.InvariantCulture,
        $"{savepoint.Users:N0} people in {savepoint.Partitions.Count} partitions, {savepoint.Bytes / 1024.0 / 1024.0:0.0} MiB");

    /// <summary>All that is known without the users.</summary>
    public static string Table(SavepointSummary savepoint)
    {
        SavepointHeader header = savepoint.Header;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"application  {header.Application} ({header.Mode})\n");
        text.Append(CultureInfo.InvariantCulture, $"taken        {Instant(header.Created.ToUnixTimeMilliseconds())}, format {header.Format}\n");
        text.Append(CultureInfo.InvariantCulture, $"playbook     {header.Playbook} ({header.PlaybookHash}), days of {header.Zone}\n");
        text.Append(CultureInfo.InvariantCulture, $"partitioner  {header.Partitioner}\n");
        text.Append(CultureInfo.InvariantCulture, $"contents     {Totals(savepoint)}; sound\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{"partition",9}  {"people",10}  {"position",12}  {"input",11}  {"clock",-20}  {"events",12}\n");
        foreach (SavepointPartition partition in savepoint.Partitions)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{partition.Partition,9}  {partition.Users,10}  {partition.Position,12}  {(partition.Drained ? "processed" : "unprocessed"),11}  {Instant(partition.ClockMs),-20}  {partition.Events,12}\n");
        }

        return text.ToString();
    }

    private static string Instant(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
