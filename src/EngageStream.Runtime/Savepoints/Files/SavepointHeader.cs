using EngageStream.Domain.Model;
using EngageStream.Domain.Partitioning;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.StateLog;

namespace EngageStream.Runtime.Savepoints.Files;

/// <summary>What a savepoint is of; the first section of the file, as JSON.</summary>
/// <param name="Format">Version of the format that the writing release knew.</param>
/// <param name="Reader">Lowest version that a reader has to know.</param>
/// <param name="Application">Application id.</param>
/// <param name="Mode"><c>live</c> or <c>replay</c>.</param>
/// <param name="Zone">Zone of the local days that states count in.</param>
/// <param name="Partitioner"><c>murmur2</c> or <c>crc32</c>.</param>
/// <param name="Partitions">Partitions of the events topic that the state was kept for.</param>
/// <param name="Playbook">Name of the playbook.</param>
/// <param name="PlaybookHash">Hash of its content.</param>
/// <param name="DueHash">Names the playbook that the due instants of the users' timers come from.</param>
/// <param name="Created">When it was taken; UTC.</param>
public sealed record SavepointHeader(
    int Format,
    int Reader,
    string Application,
    string Mode,
    string Zone,
    string Partitioner,
    int Partitions,
    string Playbook,
    string PlaybookHash,
    ulong DueHash,
    DateTimeOffset Created)
{
    /// <summary>The header of a savepoint that is taken now.</summary>
    internal static SavepointHeader For(EngineOptions options, EngagementModel model, int partitions, DateTimeOffset now) => new(
        SavepointFormat.Newest,
        SavepointFormat.Lowest,
        options.ApplicationId,
        NameOf(options.Mode),
        model.Calendar.Zone.Id,
        NameOf(options.Partitioner),
        partitions,
        model.Name,
        model.ContentHash,
        ModelHash.Of(model),
        now);

    /// <summary>Refuses a savepoint that is not of this application.</summary>
    /// <exception cref="EngineRefusedException">The message names the difference and the remedy.</exception>
    internal void RequireMatch(EngineOptions options, EngagementModel model, string file)
    {
        if (Application != options.ApplicationId)
        {
            throw new EngineRefusedException(
                $"{file} is of application '{Application}', not of '{options.ApplicationId}': set application.id={Application}.");
        }

        if (Mode != NameOf(options.Mode))
        {
            throw new EngineRefusedException($"{file} is of a {Mode} application: an application is live or replay, never both. Set mode={Mode}.");
        }

        if (Zone != model.Calendar.Zone.Id)
        {
            throw new EngineRefusedException(
                $"{file} counts days in the zone {Zone}, the playbook in {model.Calendar.Zone.Id}: give the playbook that zone.");
        }
    }

    private static string NameOf(EngineMode mode) => mode == EngineMode.Live ? "live" : "replay";

    internal static string NameOf(PartitionerKind kind) => kind == PartitionerKind.Murmur2 ? "murmur2" : "crc32";
}
