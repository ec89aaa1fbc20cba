using Confluent.Kafka;
using EngageStream.Domain.Actors;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Restore;
using EngageStream.Runtime.Savepoints.Files;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Topics;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Savepoints;

/// <summary>
/// Writes the state of a stopped application into a savepoint, one partition after the other, each as a start would restore
/// it. (A running application is refused: its log is being cut while it is read, and its partitions would be of different
/// moments.)
/// </summary>
public static class StateExport
{
    /// <summary>Writes the savepoint.</summary>
    /// <param name="options">The application's settings.</param>
    /// <param name="model">The playbook that the application runs: where the state was written under another one, the users' timers are computed anew.</param>
    /// <param name="file">Where to; must not exist.</param>
    /// <param name="time">Wall clock.</param>
    /// <param name="logger">Where the Kafka clients' own words go.</param>
    /// <param name="progress">Told as users are written.</param>
    /// <param name="cancel">Ends it; no file is left then.</param>
    /// <exception cref="EngineRefusedException">It is running, or there is no state; the message names the remedy.</exception>
    /// <exception cref="KafkaException">Kafka did not answer.</exception>
    public static async Task<SavepointSummary> RunAsync(
        EngineOptions options,
        EngagementModel model,
        string file,
        TimeProvider time,
        ILogger logger,
        Action<SavepointProgress> progress,
        CancellationToken cancel)
    {
        if (File.Exists(file))
        {
            throw new EngineRefusedException($"{file} is there already: choose another name, or remove it.");
        }

        using var topics = new StateTopics(options, model, logger);
        await topics.RequireStoppedAsync().ConfigureAwait(false);
        int[] claims = await topics.ClaimsAsync(cancel).ConfigureAwait(false);
        int partitions = claims.DefaultIfEmpty(0).Max();
        if (partitions == 0)
        {
            throw new EngineRefusedException(
                $"{topics.Names.State} holds no state of application '{options.ApplicationId}': nothing to export. Check application.id and topics.prefix.");
        }

        SavepointSummary written = Write(topics, partitions, file, time.GetUtcNow(), progress, cancel);
        await RequireStillStoppedAsync(topics, file).ConfigureAwait(false);
        return written;
    }

    /// <summary>Writes the savepoint of a log that was kept for a number of partitions, over an older one.</summary>
    internal static SavepointSummary Write(
        StateTopics topics, int partitions, string file, DateTimeOffset now, Action<SavepointProgress> progress, CancellationToken cancel)
    {
        var described = new List<SavepointPartition>();
        var header = SavepointHeader.For(topics.Options, topics.Model, partitions, now);
        using var reader = new StateLogReader(
            KafkaSettings.Restorer(topics.Options, "export"), topics.Log, topics.Admin, topics.Names, new StateLogClaim(topics.Options, partitions));
        SavepointFile.Write(file, writer =>
        {
            writer.Begin(header);
            for (int partition = 0; partition < partitions; partition++)
            {
                RestoreRequest request = Restore(topics, reader, partition, partitions, cancel);
                SavepointPartition next = Describe(topics, request, cancel);
                described.Add(next);
                writer.Partition(next);
                ShardUsers.Write(request.Shard!, writer);
                progress(new SavepointProgress("exporting", (partition + 1.0) / partitions, described.Sum(one => one.Users)));
            }
        });
        return new SavepointSummary(header, described, new FileInfo(file).Length);
    }

    private static async Task RequireStillStoppedAsync(StateTopics topics, string file)
    {
        try
        {
            await topics.RequireStoppedAsync().ConfigureAwait(false);
        }
        catch (EngineRefusedException)
        {
            // Started meanwhile: the partitions in the file may be of different moments.
            File.Delete(file);
            throw;
        }
    }

    private static RestoreRequest Restore(StateTopics topics, StateLogReader reader, int partition, int partitions, CancellationToken cancel)
    {
        ShardOptions shard = ShardOptions.Default with { InputPartitions = partitions, Replay = topics.Options.Mode == EngineMode.Replay };
        var request = new RestoreRequest(
            partition, () => new Shard(partition, topics.Model, new UserActor(topics.Model), shard, ShardUsers.NoOutput));
        reader.Restore(request, cancel);
        return request;
    }

    private static SavepointPartition Describe(StateTopics topics, RestoreRequest request, CancellationToken cancel)
    {
        var input = new TopicPartition(topics.Names.Events, request.Partition);
        long position = request.ResumeAt ?? topics.LowAsync([input]).GetAwaiter().GetResult()[0];
        long high = topics.HighAsync([input]).GetAwaiter().GetResult()[0];
        bool drained = topics.Records.First(input, position, high, cancel) is null;
        return ShardUsers.Describe(request.Shard!, position, drained);
    }
}
