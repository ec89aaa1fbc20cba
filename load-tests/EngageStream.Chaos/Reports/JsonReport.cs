using System.Text.Json;
using System.Text.Json.Serialization;
using EngageStream.Chaos.Faults;
using EngageStream.Oracle.Judgement;

namespace EngageStream.Chaos.Reports;

/// <summary>A run's result as JSON, for machines; lengths of time are seconds.</summary>
public static class JsonReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes it.</summary>
    /// <param name="result">The result.</param>
    /// <param name="command">The command line that made it.</param>
    public static string Of(ChaosResult result, string command)
    {
        Verdict records = result.Verdict.Records;
        return JsonSerializer.Serialize(
            new
            {
                command,
                result.Verdict.Outcome,
                seed = result.Options.Seed,
                lengthSeconds = result.Length.TotalSeconds,
                result.RecordsIn,
                result.RecordsOut,
                result.Restores,
                result.Aborts,
                recovery = RecoveryTimes.Of(result.Faults),
                faults = result.Faults.Select(Of),
                result.Verdict.Faulty,
                records.Reasons,
                counts = records.Counts.ToDictionary(count => count.Key.ToString(), count => count.Value),
                records.Coverage,
                records.Differences,
            },
            Json);
    }

    private static object Of(FaultOutcome outcome) => new
    {
        outcome.Fault.Number,
        outcome.Fault.Kind,
        outcome.Fault.Target,
        pauseSeconds = outcome.Fault.Pause.TotalSeconds,
        holdSeconds = outcome.Fault.Hold.TotalSeconds,
        outcome.Fault.Hasty,
        outcome.At,
        outcome.Partitions,
        outcome.IsClean,
        recoverySeconds = outcome.Recovery?.TotalSeconds,
    };
}
