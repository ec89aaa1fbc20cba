using EngageStream.Redis.Connections;

namespace EngageStream.Redis.Projection;

/// <summary>Asks Redis where partitions are, one question at a time. Only the projection's thread calls it.</summary>
internal sealed class Positions(RedisLink link)
{
    private Task? _rebuild;
    private Task<StoredPosition[]>? _answer;
    private (ProjectedPartition Partition, int Epoch)[] _asked = [];

    /// <summary>Redis did not answer.</summary>
    public required Action<Exception> Failed { get; init; }

    /// <summary>Redis answered, and these partitions have their positions.</summary>
    public required Action<IReadOnlyList<ProjectedPartition>> Answered { get; init; }

    /// <summary>Takes the keys, which are of an earlier layout, to the one of this program.</summary>
    public required Func<string, Task> Replace { get; init; }

    /// <summary>Whether an answer is awaited.</summary>
    public bool IsBusy => _answer is not null || _rebuild is not null;

    /// <summary>Begins a partition from the start; it finds its place by the next question.</summary>
    public void Rebuild(ProjectedPartition partition, long end) =>
        _rebuild = Task.WhenAll(_rebuild ?? Task.CompletedTask, link.RebuildAsync([(partition.Number, end)]));

    /// <summary>Takes an answer that is there, or asks.</summary>
    /// <param name="wanted">Partitions without a position.</param>
    /// <param name="mayAsk">Whether it is time to ask.</param>
    public void Turn(IEnumerable<ProjectedPartition> wanted, bool mayAsk)
    {
        if (_rebuild is not null)
        {
            TakeRebuild();
        }
        else if (_answer is not null)
        {
            TakeAnswer();
        }
        else if (mayAsk)
        {
            _asked = [.. wanted.Select(partition => (partition, partition.Epoch))];
            _answer = _asked.Length > 0 ? link.ReadPositionsAsync([.. _asked.Select(asked => asked.Partition.Number)]) : null;
        }
    }

    private void TakeRebuild()
    {
        if (_rebuild!.IsCompleted)
        {
            Exception? error = _rebuild.Exception?.InnerException;
            _rebuild = null;
            if (error is not null)
            {
                Failed(error);
            }
        }
    }

    private void TakeAnswer()
    {
        if (!_answer!.IsCompleted)
        {
            return;
        }

        Task<StoredPosition[]> answer = _answer;
        _answer = null;
        if (answer.Exception?.InnerException is EarlierLayoutException earlier)
        {
            _rebuild = Replace(earlier.Layout);
            return;
        }

        if (!answer.IsCompletedSuccessfully)
        {
            Failed(answer.Exception?.InnerException ?? new OperationCanceledException());
            return;
        }

        var positioned = new List<ProjectedPartition>();
        for (int i = 0; i < _asked.Length; i++)
        {
            (ProjectedPartition partition, int epoch) = _asked[i];
            if (partition.Epoch == epoch && partition.State == PartitionState.Positioning)
            {
                partition.Take(answer.Result[i]);
                positioned.Add(partition);
            }
        }

        Answered(positioned);
    }
}
