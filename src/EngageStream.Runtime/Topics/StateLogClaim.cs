using System.Globalization;
using System.Text;
using Confluent.Kafka;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Runtime.Topics;

/// <summary>
/// Whose state a log holds: every record of the state log carries it in its headers, so that no engine goes on with the
/// state of another application, of the other mode, or of another number of partitions.
/// </summary>
internal sealed class StateLogClaim(EngineOptions options, int inputPartitions)
{
    private const string Application = "engage-application";
    private const string Mode = "engage-mode";
    public const string Partitions = "engage-partitions";

    /// <summary>Headers for records of the state log. Shared: never changed.</summary>
    public Headers Headers { get; } =
    [
        new Header(Application, Encoding.UTF8.GetBytes(options.ApplicationId)),
        new Header(Mode, Encoding.UTF8.GetBytes(NameOf(options.Mode))),
        new Header(Partitions, Encoding.UTF8.GetBytes(inputPartitions.ToString(CultureInfo.InvariantCulture))),
    ];

    /// <summary>Refuses a record that another kind of engine wrote.</summary>
    /// <exception cref="EngineRefusedException">The headers differ; the message names the remedy.</exception>
    public void Verify(Headers? headers)
    {
        string state = new TopicNames(options.Topics.Prefix).State;
        if (Read(headers, Application) is { } application && application != options.ApplicationId)
        {
            throw new EngineRefusedException(
                $"{state} holds the state of application '{application}', not of '{options.ApplicationId}': set topics.prefix, so that each has topics of its own.");
        }

        if (Read(headers, Mode) is { } mode && mode != NameOf(options.Mode))
        {
            throw new EngineRefusedException(
                $"Application '{options.ApplicationId}' is {mode}: its state in {state} was kept so, and an application id is live or replay, never both. " +
                $"Set mode={mode}, or give the {NameOf(options.Mode)} run an application.id and a topics.prefix of its own.");
        }

        if (Read(headers, Partitions) is { } partitions && partitions != inputPartitions.ToString(CultureInfo.InvariantCulture))
        {
            throw new EngineRefusedException(
                $"{state} was kept for {partitions} input partitions, and now there are {inputPartitions}: run `engagestream repartition` to move the state.");
        }
    }

    private static string NameOf(EngineMode mode) => mode == EngineMode.Live ? "live" : "replay";

    private static string? Read(Headers? headers, string name) =>
        headers is not null && headers.TryGetLastBytes(name, out byte[] value) ? Encoding.UTF8.GetString(value) : null;
}
