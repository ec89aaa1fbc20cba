using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Savepoints.Files;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Savepoints.Repartitioning;

/// <summary>
/// Gives a stopped application more partitions. At every moment either nothing has happened, or an engine refuses to start:
/// <code>
///                          events   state   first records of the state log say     an engine
///  before                    4        4               4                            starts
///  1 savepoint in the file   4        4               4                            starts (then it is taken again)
///  2 state extended          4        6               4                            refuses: 4 and 6
///  3 events extended         6        6               4                            refuses: state of 4
///  4 states imported, in one transaction, behind the former ones                   refuses: state of 4
///  5 former ones cut off     6        6               6                            starts
/// </code>
/// Run again after an interruption it finds out which of these it is: as long as the import's transaction is not there it
/// begins anew, since the former states are still whole; else only the cut is left. The partition whose head a start looks
/// at first is cut last. Deleting the state topic and making it anew, the tempting way, would leave moments in which an
/// engine starts with nothing.
/// </summary>
public static class Repartition
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Repartitions, or goes on with an interrupted repartition.</summary>
    /// <param name="options">The application's settings.</param>
    /// <param name="model">The playbook that it runs.</param>
    /// <param name="partitions">Partitions to have; not fewer than there are.</param>
    /// <param name="file">Where the savepoint is kept meanwhile; one that is there is overwritten.</param>
    /// <param name="acceptBacklog">
    /// Go on although events are unprocessed: those of people who move are forwarded by the engine, and come behind newer ones.
    /// </param>
    /// <param name="time">Wall clock.</param>
    /// <param name="logger">Where the Kafka clients' own words go.</param>
    /// <param name="progress">Told at each step, and as users are written.</param>
    /// <param name="cancel">Ends it; run it again.</param>
    /// <exception cref="EngineRefusedException">It cannot be done now; the message names the remedy.</exception>
    /// <exception cref="KafkaException">Kafka did not answer, or refused; run it again.</exception>
    public static async Task<RepartitionOutcome> RunAsync(
        EngineOptions options,
        EngagementModel model,
        int partitions,
        string file,
        bool acceptBacklog,
        TimeProvider time,
        ILogger logger,
        Action<SavepointProgress> progress,
        CancellationToken cancel)
    {
        // 1. Where things stand. The producer's beginning takes back an import that was interrupted.
        using var topics = new StateTopics(options, model, logger);
        await topics.RequireStoppedAsync().ConfigureAwait(false);
        RefuseFewer(topics, partitions);
        using var producer = new StateLoadProducer(topics);
        int[] claims = await topics.ClaimsAsync(cancel).ConfigureAwait(false);
        int former = FormerOf(claims, partitions, topics);
        if (former == 0)
        {
            return await WithoutMoveAsync(topics, claims, partitions, cancel).ConfigureAwait(false);
        }

        // 2. The move, unless it is done but for the cut.
        long[]? cuts = await FindImportAsync(topics, claims, former, partitions, cancel).ConfigureAwait(false);
        if (cuts is null)
        {
            SavepointSummary savepoint = StateExport.Write(topics, former, file, time.GetUtcNow(), progress, cancel);
            RefuseBacklog(topics, savepoint, acceptBacklog, file);
            await topics.RequireStoppedAsync().ConfigureAwait(false);
            progress(new SavepointProgress("extending the topics", 0, savepoint.Users));
            await TopicExtension.ExtendAsync(topics, topics.Names.State, partitions, cancel).ConfigureAwait(false);
            await TopicExtension.ExtendAsync(topics, topics.Names.Events, partitions, cancel).ConfigureAwait(false);
            cuts = await ImportAsync(topics, file, savepoint, producer, progress, cancel).ConfigureAwait(false);
        }

        // 3. The former states go, the one that a start looks at first the last.
        await CutAsync(topics, claims, former, cuts, progress).ConfigureAwait(false);
        return RepartitionOutcome.Moved;
    }

    private static void RefuseFewer(StateTopics topics, int partitions)
    {
        int events = topics.PartitionsOf(topics.Names.Events);
        if (events == 0)
        {
            throw new EngineRefusedException($"There is no topic {topics.Names.Events}: set topics.partitions={partitions}, and the engine creates it so.");
        }

        if (events > partitions)
        {
            throw new EngineRefusedException(
                $"{topics.Names.Events} has {events} partitions, and Kafka cannot take any away. With the producers stopped and all events processed: " +
                $"`engagestream state export`, delete {topics.Names.Events} and {topics.Names.State}, and `engagestream state import --positions beginning` " +
                $"with topics.partitions={partitions}.");
        }
    }

    private static int FormerOf(int[] claims, int partitions, StateTopics topics)
    {
        int[] others = [.. claims.Where(claim => claim != 0 && claim != partitions).Distinct()];
        return others.Length switch
        {
            0 => 0,
            1 when others[0] < partitions => others[0],
            _ => throw new EngineRefusedException(
                $"{topics.Names.State} holds states that were kept for {string.Join(" and for ", others)} partitions, not for fewer than {partitions}: " +
                $"an interrupted `engagestream repartition` has to be run to its end with the number it was begun with."),
        };
    }

    private static async Task<RepartitionOutcome> WithoutMoveAsync(StateTopics topics, int[] claims, int partitions, CancellationToken cancel)
    {
        bool isThere = claims.Length == partitions && topics.PartitionsOf(topics.Names.Events) == partitions;
        if (!isThere)
        {
            if (claims.Length > 0)
            {
                await TopicExtension.ExtendAsync(topics, topics.Names.State, partitions, cancel).ConfigureAwait(false);
            }

            await TopicExtension.ExtendAsync(topics, topics.Names.Events, partitions, cancel).ConfigureAwait(false);
        }

        return isThere ? RepartitionOutcome.NothingToDo : RepartitionOutcome.TopicsOnly;
    }

    /// <summary>Where in each partition the imported states begin; <see langword="null"/> where they are not there yet.</summary>
    private static async Task<long[]?> FindImportAsync(StateTopics topics, int[] claims, int former, int partitions, CancellationToken cancel)
    {
        if (claims.Length != partitions)
        {
            return null;
        }

        TopicPartition[] log = topics.AllOf(topics.Names.State);
        long[] low = await topics.LowAsync(log).ConfigureAwait(false);
        long[] high = await topics.HighAsync(log).ConfigureAwait(false);
        var begins = new long[partitions];
        for (int i = 0; i < partitions; i++)
        {
            if (claims[i] == former)
            {
                if (topics.Records.First(log[i], low[i], high[i], headers => StateTopics.ClaimOf(headers) == partitions, cancel) is not var (begin, _))
                {
                    return null;
                }

                begins[i] = begin;
            }
        }

        return begins;
    }

    private static void RefuseBacklog(StateTopics topics, SavepointSummary savepoint, bool acceptBacklog, string file)
    {
        if (savepoint.Undrained.Count > 0 && !acceptBacklog)
        {
            File.Delete(file);
            throw new EngineRefusedException(
                $"{topics.Names.Events} holds events that are not processed yet, in partitions {string.Join(", ", savepoint.Undrained)}: of people who move " +
                "they would come behind newer ones. Stop the producers, let an engine catch up, stop it, and try again. Where no engine can, because the " +
                "events topic has more partitions already, --accept-backlog goes on: nothing is lost or counted twice, but some people's events change order.");
        }
    }

    private static async Task<long[]> ImportAsync(
        StateTopics topics, string file, SavepointSummary savepoint, StateLoadProducer producer, Action<SavepointProgress> progress, CancellationToken cancel)
    {
        long[] begins = await topics.HighAsync(topics.AllOf(topics.Names.State)).ConfigureAwait(false);
        long[] positions = await topics.LowAsync(topics.AllOf(topics.Names.Events)).ConfigureAwait(false);
        foreach (SavepointPartition saved in savepoint.Partitions)
        {
            positions[saved.Partition] = saved.Position;
        }

        await StateLoad.RunAsync(topics, file, savepoint, ImportPlan.For(savepoint, positions), producer, progress, cancel).ConfigureAwait(false);
        return begins;
    }

    private static async Task CutAsync(StateTopics topics, int[] claims, int former, long[] begins, Action<SavepointProgress> progress)
    {
        int[] order = [.. Enumerable.Range(0, claims.Length).Where(partition => claims[partition] == former).Reverse()];
        for (int i = 0; i < order.Length; i++)
        {
            progress(new SavepointProgress("cutting off the former log", (double)i / order.Length, 0));
            await topics.Admin.DeleteRecordsAsync(
                [new TopicPartitionOffset(topics.Names.State, order[i], begins[order[i]])],
                new DeleteRecordsOptions { RequestTimeout = Timeout, OperationTimeout = Timeout }).ConfigureAwait(false);
        }
    }
}
