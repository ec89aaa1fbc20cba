using Confluent.Kafka;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Savepoints.Files;
using EngageStream.Runtime.Topics;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Savepoints;

/// <summary>Writes a savepoint into an empty state topic, for as many partitions as the events topic has, and sets the group's positions.</summary>
public static class StateImport
{
    /// <summary>Imports; an interrupted one leaves nothing behind that counts.</summary>
    /// <param name="options">The application's settings.</param>
    /// <param name="model">Its playbook.</param>
    /// <param name="file">The savepoint.</param>
    /// <param name="positions">Where input goes on.</param>
    /// <param name="logger">Where the Kafka clients' own words go.</param>
    /// <param name="progress">Told as users are written.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>What was imported.</returns>
    /// <exception cref="EngineRefusedException">It does not fit; the message names the remedy.</exception>
    /// <exception cref="InvalidDataException">The file is damaged; nothing was written.</exception>
    /// <exception cref="KafkaException">Kafka did not answer, or refused.</exception>
    public static async Task<SavepointSummary> RunAsync(
        EngineOptions options,
        EngagementModel model,
        string file,
        ImportPositions positions,
        ILogger logger,
        Action<SavepointProgress> progress,
        CancellationToken cancel)
    {
        // 1. The whole file is sound, before anything is written.
        SavepointSummary savepoint = SavepointFile.Check(
            file, done => progress(new SavepointProgress("checking the file", done, 0)), cancel);
        savepoint.Header.RequireMatch(options, model, file);

        // 2. The target is there, empty, and nobody's.
        using var topics = new StateTopics(options, model, logger);
        await topics.RequireStoppedAsync().ConfigureAwait(false);
        int partitions = await new TopicSetup(topics.Admin, options, model, logger).EnsureAsync().ConfigureAwait(false);
        using var producer = new StateLoadProducer(topics);
        await RequireEmptyAsync(topics, cancel).ConfigureAwait(false);

        // 3. Positions.
        RefuseUndrained(savepoint, partitions, options, file);
        long[] targets = await PositionsAsync(topics, savepoint, positions).ConfigureAwait(false);
        await StateLoad.RunAsync(topics, file, savepoint, ImportPlan.For(savepoint, targets), producer, progress, cancel).ConfigureAwait(false);
        return savepoint;
    }

    private static async Task RequireEmptyAsync(StateTopics topics, CancellationToken cancel)
    {
        TopicPartition[] log = topics.AllOf(topics.Names.State);
        (long[] low, long[] high) = (await topics.LowAsync(log).ConfigureAwait(false), await topics.HighAsync(log).ConfigureAwait(false));
        for (int i = 0; i < log.Length; i++)
        {
            if (topics.Records.First(log[i], low[i], high[i], cancel) is not null)
            {
                throw new EngineRefusedException(
                    $"{topics.Names.State} is not empty: an import would mix two states. Export what is there if it is still needed, delete the topic " +
                    $"(`kafka-topics.sh --bootstrap-server … --delete --topic {topics.Names.State}`) and try again; or import under another " +
                    "topics.prefix. To change the number of partitions, `engagestream repartition` does all of it.");
            }
        }
    }

    private static void RefuseUndrained(SavepointSummary savepoint, int partitions, EngineOptions options, string file)
    {
        string partitioner = SavepointHeader.NameOf(options.Partitioner);
        bool moves = savepoint.Partitions.Count != partitions || savepoint.Header.Partitioner != partitioner;
        if (moves && savepoint.Undrained.Count > 0)
        {
            throw new EngineRefusedException(
                $"{file} was taken for {savepoint.Partitions.Count} partitions ({savepoint.Header.Partitioner}) while events were still unprocessed in " +
                $"partitions {string.Join(", ", savepoint.Undrained)}; with {partitions} partitions ({partitioner}) people move, and those events would come " +
                "out of order. Let an engine process them under the former number, stop it, and export again.");
        }
    }

    private static async Task<long[]> PositionsAsync(StateTopics topics, SavepointSummary savepoint, ImportPositions positions)
    {
        TopicPartition[] events = topics.AllOf(topics.Names.Events);
        long[] low = await topics.LowAsync(events).ConfigureAwait(false);
        long[] high = await topics.HighAsync(events).ConfigureAwait(false);
        if (positions != ImportPositions.Saved)
        {
            return positions == ImportPositions.Beginning ? low : high;
        }

        const string Anew = "If the topic was made anew, say --positions beginning (nothing in it is in the states) or --positions end.";
        if (events.Length < savepoint.Partitions.Count)
        {
            throw new EngineRefusedException(
                $"{topics.Names.Events} has {events.Length} partitions, and the savepoint's positions are of {savepoint.Partitions.Count}. {Anew}");
        }

        foreach (SavepointPartition saved in savepoint.Partitions)
        {
            if (saved.Position > high[saved.Partition])
            {
                throw new EngineRefusedException(
                    $"{topics.Names.Events}, partition {saved.Partition}, ends at offset {high[saved.Partition]}, and the states include it up to {saved.Position}. {Anew}");
            }
        }

        return [.. low.Select((first, number) => number < savepoint.Partitions.Count ? Math.Max(first, savepoint.Partitions[number].Position) : first)];
    }
}
