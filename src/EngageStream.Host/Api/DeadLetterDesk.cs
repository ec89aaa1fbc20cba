using Confluent.Kafka;
using EngageStream.Console.Ports;
using EngageStream.Host.DeadLetters;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.DeadLetters;
using Microsoft.Extensions.Logging;

namespace EngageStream.Host.Api;

/// <summary>The dead letters of the application. Each question reads the topic with a client of its own; one at a time.</summary>
internal sealed class DeadLetterDesk(EngineOptions options, ILogger logger) : IDeadLetterDesk, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <inheritdoc/>
    public Task<LetterPage> ListAsync(LetterQuery query, CancellationToken cancel)
    {
        LetterOrder? before = query.Cursor is null ? null : LetterOrder.Parse(query.Cursor);
        return InTurnAsync(() =>
        {
            // One more than asked for tells whether there is another page.
            var list = new NewestLetters(query.Limit + 1, before);
            using var topic = new DeadLetterTopic(options, logger);
            topic.Read(new DeadLetterFilter(query.Reason, query.Since?.ToUnixTimeMilliseconds()), list.Add, list.MarkReplayed, cancel: cancel);
            List<ListedLetter> page = [.. list.Newest.Reverse().Take(query.Limit)];
            return new LetterPage(
                [.. page.Select(letter => LetterViews.Summary(letter, list.IsReplayed(letter)))],
                list.ByReason,
                list.Newest.Count > query.Limit ? LetterOrder.Of(page[^1]).ToString() : null);
        }, cancel);
    }

    /// <inheritdoc/>
    public Task<Letter?> FindAsync(LetterPlace place, CancellationToken cancel) => InTurnAsync(() =>
    {
        using var topic = new DeadLetterTopic(options, logger);
        return topic.Find(new DeadLetterPosition(place.Partition, place.Offset), cancel) is { } letter ? LetterViews.Whole(letter) : null;
    }, cancel);

    /// <inheritdoc/>
    public Task<ReplayResult> ReplayAsync(ReplayOrder order, Action<long> progress, CancellationToken cancel) => InTurnAsync(() =>
    {
        DeadLetterPosition? at = order.Place is { } place ? new DeadLetterPosition(place.Partition, place.Offset) : null;
        var filter = new DeadLetterFilter(order.Reason, order.Since?.ToUnixTimeMilliseconds(), at);
        ReplayReport report = DeadLetterReplay.Run(options, filter, order.Again, order.DryRun, logger, progress, cancel);
        return new ReplayResult(order.DryRun, report.Matched, report.Sent, report.Already, report.Obstacles);
    }, cancel);

    public void Dispose() => _turn.Dispose();

    private async Task<T> InTurnAsync<T>(Func<T> run, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await Task.Run(run, CancellationToken.None).ConfigureAwait(false);
        }
        catch (KafkaException fault)
        {
            throw new IOException($"Kafka cannot be used: {fault.Error.Reason}", fault);
        }
        catch (EngineRefusedException fault)
        {
            throw new IOException(fault.Message, fault);
        }
        finally
        {
            _turn.Release();
        }
    }
}
